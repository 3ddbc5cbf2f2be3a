namespace DeepMetric.Datasets;

/// <summary>What tells CIFAR-10's binary files from CIFAR-100's.</summary>
/// <param name="Name">The name of the data set.</param>
/// <param name="ArchiveFolder">The folder that the official archive extracts to.</param>
/// <param name="TrainFiles">The files of the training part.</param>
/// <param name="TestFile">The file of the test part.</param>
/// <param name="ClassFile">The file of the class names.</param>
/// <param name="Classes">The number of classes.</param>
/// <param name="CategoryFile">The file of the superclass names; null where there are none.</param>
/// <param name="Categories">The number of superclasses, whose byte comes before that of the class.</param>
internal sealed record CifarFormat(
    string Name, string ArchiveFolder, IReadOnlyList<string> TrainFiles, string TestFile, string ClassFile, int Classes, string? CategoryFile, int Categories)
{
    /// <summary>Rows and columns of an image.</summary>
    public const int Side = 32;

    /// <summary>Red, green and blue.</summary>
    public const int Channels = 3;

    /// <summary>The images of the official training part.</summary>
    public const int OfficialTrain = 50_000;

    /// <summary>The images of the official test part.</summary>
    public const int OfficialTest = 10_000;

    private static readonly CifarFormat _ten = new(
        "cifar10", "cifar-10-batches-bin", [.. Enumerable.Range(1, 5).Select(batch => $"data_batch_{batch}.bin")], "test_batch.bin", "batches.meta.txt", 10, CategoryFile: null, 0);

    private static readonly CifarFormat _hundred = new(
        "cifar100", "cifar-100-binary", ["train.bin"], "test.bin", "fine_label_names.txt", 100, "coarse_label_names.txt", 20);

    /// <summary>The bytes before the pixels of an image.</summary>
    public int LabelBytes => CategoryFile is null ? 1 : 2;

    /// <summary>The bytes of an image with its labels.</summary>
    public int RecordLength => LabelBytes + (Channels * Side * Side);

    /// <summary>The format of a data set.</summary>
    /// <exception cref="ArgumentException">The name is neither of the two.</exception>
    public static CifarFormat Of(string name) => name switch
    {
        "cifar10" => _ten,
        "cifar100" => _hundred,
        _ => throw new ArgumentException($"Expected {_ten.Name} or {_hundred.Name}, found {name}.", nameof(name)),
    };
}
