namespace DeepMetric.Datasets;

/// <summary>MNIST and Fashion-MNIST, from the four IDX files each of them comes in.</summary>
/// <remarks>
/// <para>The files lie in <c>&lt;root&gt;/mnist</c> or <c>&lt;root&gt;/fashion-mnist</c>, under their official names
/// (<c>train-images-idx3-ubyte</c> or <c>train-images.idx3-ubyte</c> and so on), plain or with <c>.gz</c>. All four come from one root: the first that has them all.</para>
/// <para>Pixels are divided by 255, so that they lie in [0, 1]; items have the shape <c>[1, 28, 28]</c>. The split is the official one.</para>
/// <para>Papers: LeCun et al., Proc. IEEE 1998; Xiao, Rasul and Vollgraf, arXiv 1708.07747.</para>
/// </remarks>
public static class Mnist
{
    private const int Side = 28;

    private static readonly string[] _digits = [.. Enumerable.Range(0, 10).Select(digit => $"{digit}")];
    private static readonly string[] _clothes =
        ["T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"];

    /// <summary>Loads one of the two sets.</summary>
    /// <param name="dataRoots">The folders to look in, in this order.</param>
    /// <param name="name"><c>mnist</c> or <c>fashion-mnist</c>.</param>
    /// <returns>The split. MNIST has two levels of labels, parity and digit; Fashion-MNIST has one.</returns>
    /// <exception cref="ArgumentException">The name is neither of the two.</exception>
    /// <exception cref="DatasetNotFoundException">No root has the four files.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or not of this kind.</exception>
    public static DatasetSplit Load(IReadOnlyList<string> dataRoots, string name)
    {
        ArgumentNullException.ThrowIfNull(dataRoots);
        MnistFiles files = MnistFiles.Find(dataRoots, name, out IReadOnlyList<string> looked)
            ?? throw new DatasetNotFoundException(name, looked, MnistFiles.HowToGet(name));
        bool isMnist = name == DatasetCatalog.Mnist;
        return new(
            name,
            ReadPart(name, files.TrainImages, files.TrainLabels, isMnist),
            ReadPart(name, files.TestImages, files.TestLabels, isMnist),
            isMnist ? _digits : _clothes,
            isMnist
                ? "The MNIST database of handwritten digits (Y. LeCun, C. Cortes, C. J. C. Burges); http://yann.lecun.com/exdb/mnist/"
                : "Fashion-MNIST (H. Xiao, K. Rasul, R. Vollgraf; Zalando SE); https://github.com/zalandoresearch/fashion-mnist",
            isMnist ? "CC BY-SA 3.0" : "MIT",
            isImage: true);
    }

    private static LabeledSet ReadPart(string name, string imageFile, string labelFile, bool hasParity)
    {
        IdxLabeledImages part = IdxFile.ReadPair(imageFile, labelFile);
        IdxImages images = part.Images;
        if (images.Rows != Side || images.Columns != Side)
        {
            throw new InvalidDataException($"{imageFile}: at byte 8: expected images of {Side}x{Side}, found {images.Rows}x{images.Columns}.");
        }

        var values = new float[images.Pixels.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = images.Pixels[i] / 255f;
        }

        int[] labels = Array.ConvertAll(part.Labels, label => (int)label);
        return new(name, values, [1, Side, Side], labels, hasParity ? LabelLevels.ParityAndDigit(labels) : null);
    }
}
