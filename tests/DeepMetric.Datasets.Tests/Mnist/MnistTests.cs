namespace DeepMetric.Datasets.Tests;

public sealed class MnistTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("mnist", "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", false)]
    [InlineData("mnist", "train-images.idx3-ubyte", "train-labels.idx1-ubyte", "t10k-images.idx3-ubyte", "t10k-labels.idx1-ubyte", false)]
    [InlineData("fashion-mnist", "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz", true)]
    public void Loads_files_under_either_spelling(string name, string trainImages, string trainLabels, string testImages, string testLabels, bool compressed)
    {
        WritePart(name, trainImages, trainLabels, 5, compressed);
        WritePart(name, testImages, testLabels, 3, compressed);
        DatasetSplit split = Mnist.Load([Path.Combine(_root, "elsewhere"), _root], name);
        Assert.Equal((5, 3), (split.Train.Count, split.Test.Count));
        Assert.Equal([1, 28, 28], split.Train.ItemShape);
        Assert.Equal([0, 1, 2, 3, 4], split.Train.Labels);
        Assert.Equal([0f, 51 / 255f, 102 / 255f, 153 / 255f, 204 / 255f, 1f, 0f], split.Train.Values[..7]);
        Assert.Equal(10, split.ClassNames.Count);
        Assert.Equal(name == "mnist", split.Train.Levels is not null);
        Assert.Equal(name == "mnist" ? "CC BY-SA 3.0" : "MIT", split.Licence);
        Assert.Equal(Path.Combine(_root, name), DatasetCatalog.Find(name, [_root]).Folder);
    }

    [Fact]
    public void A_missing_set_names_every_path_looked_at_and_how_to_get_it()
    {
        WritePart("mnist", "train-images-idx3-ubyte", "train-labels-idx1-ubyte", 5, compressed: false);
        string other = Path.Combine(_root, "other");
        DatasetNotFoundException problem = Assert.Throws<DatasetNotFoundException>(() => Mnist.Load([other, _root], "mnist"));
        Assert.Contains(Path.Combine(other, "mnist", "train-images-idx3-ubyte.gz"), problem.Message, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(_root, "mnist", "t10k-labels.idx1-ubyte"), problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Path.Combine(_root, "mnist", "train-images-idx3-ubyte"), problem.PathsTried);
        Assert.Contains("put them into a folder named mnist", problem.Message, StringComparison.Ordinal);
        Assert.Contains("no data root was given", Assert.Throws<DatasetNotFoundException>(() => Mnist.Load([], "fashion-mnist")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_of_another_size_are_refused()
    {
        WritePart("mnist", "train-images-idx3-ubyte", "train-labels-idx1-ubyte", 5, compressed: false);
        WritePart("mnist", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", 5, compressed: false);
        string path = Path.Combine(_root, "mnist", "t10k-images-idx3-ubyte");
        File.WriteAllBytes(path, IdxBytes.Images(5, 14, 56, new byte[5 * 784]));
        InvalidDataException problem = Assert.Throws<InvalidDataException>(() => Mnist.Load([_root], "mnist"));
        Assert.Equal($"{path}: at byte 8: expected images of 28x28, found 14x56.", problem.Message);
    }

    [Theory]
    [InlineData("mnist", new[] { 5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949 }, 0.1307)]
    [InlineData("fashion-mnist", new[] { 6000, 6000, 6000, 6000, 6000, 6000, 6000, 6000, 6000, 6000 }, 0.2860)]
    public void The_real_files_have_the_published_counts_and_mean(string name, int[] trainCounts, double mean)
    {
        string? folder = Environment.GetEnvironmentVariable("DEEPMETRIC_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), $"DEEPMETRIC_DATA is not set; it names the folder that holds {name}/");
        string[] roots = folder!.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        Assert.SkipUnless(DatasetCatalog.Find(name, roots).IsAvailable, $"{folder} does not hold {name}/");
        DatasetSplit split = DatasetCatalog.Load(name, new() { DataRoots = roots }, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((60_000, 10_000), (split.Train.Count, split.Test.Count));
        Assert.Equal(trainCounts, Enumerable.Range(0, 10).Select(label => split.Train.Labels.Count(found => found == label)));
        Assert.Equal(mean, split.Train.Values.Average(x => (double)x), 5e-5);
    }

    private void WritePart(string name, string imageFile, string labelFile, int count, bool compressed)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_root, name)).FullName;
        byte[] pixels = [.. Enumerable.Range(0, count * 784).Select(i => (byte)(51 * (i % 6)))];
        byte[] images = IdxBytes.Images((uint)count, 28, 28, pixels);
        byte[] labels = IdxBytes.Labels((uint)count, [.. Enumerable.Range(0, count).Select(i => (byte)i)]);
        File.WriteAllBytes(Path.Combine(folder, imageFile), compressed ? IdxBytes.Gzip(images) : images);
        File.WriteAllBytes(Path.Combine(folder, labelFile), compressed ? IdxBytes.Gzip(labels) : labels);
    }
}
