namespace DeepMetric.Datasets;

/// <summary>Where the four files of MNIST or Fashion-MNIST lie.</summary>
internal sealed record MnistFiles(string Folder, string TrainImages, string TrainLabels, string TestImages, string TestLabels)
{
    private static readonly (string Part, string Kind)[] _files = [("train-images", "idx3"), ("train-labels", "idx1"), ("t10k-images", "idx3"), ("t10k-labels", "idx1")];

    /// <summary>Looks for the four files in each root.</summary>
    /// <param name="dataRoots">The folders that hold one folder per data set.</param>
    /// <param name="name">The name of the data set.</param>
    /// <param name="looked">Every path that was tried and did not exist.</param>
    /// <returns>The files of the first root that has all four, or null.</returns>
    public static MnistFiles? Find(IReadOnlyList<string> dataRoots, string name, out IReadOnlyList<string> looked)
    {
        if (name is not (DatasetCatalog.Mnist or DatasetCatalog.FashionMnist))
        {
            throw new ArgumentException($"Expected {DatasetCatalog.Mnist} or {DatasetCatalog.FashionMnist}, found {name}.", nameof(name));
        }

        var missing = new List<string>();
        looked = missing;
        foreach (string root in dataRoots)
        {
            string folder = Path.Combine(root, name);
            string?[] found = [.. _files.Select(file => FindOne(folder, file.Part, file.Kind, missing))];
            if (found is [string trainImages, string trainLabels, string testImages, string testLabels])
            {
                return new(folder, trainImages, trainLabels, testImages, testLabels);
            }
        }

        return null;
    }

    /// <summary>What a person does to get the files.</summary>
    public static string HowToGet(string name)
    {
        string origin = name == DatasetCatalog.Mnist
            ? "from http://yann.lecun.com/exdb/mnist/ or its mirror https://ossci-datasets.s3.amazonaws.com/mnist/"
            : "from https://github.com/zalandoresearch/fashion-mnist (on Debian and Ubuntu the package dataset-fashion-mnist brings them, and the data root is /usr/share/datasets)";
        return $"Get the four files train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz and t10k-labels-idx1-ubyte.gz {origin}, " +
            $"put them into a folder named {name}, and name the folder that holds it as a data root.";
    }

    private static string? FindOne(string folder, string part, string kind, List<string> missing)
    {
        foreach (string candidate in (string[])[$"{part}-{kind}-ubyte.gz", $"{part}-{kind}-ubyte", $"{part}.{kind}-ubyte.gz", $"{part}.{kind}-ubyte"])
        {
            string path = Path.Combine(folder, candidate);
            if (File.Exists(path))
            {
                return path;
            }

            missing.Add(path);
        }

        return null;
    }
}
