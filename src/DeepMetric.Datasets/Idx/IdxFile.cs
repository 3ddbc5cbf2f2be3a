namespace DeepMetric.Datasets;

/// <summary>Reads the IDX files in which MNIST and its kin come, plain or gzip-compressed (told by their first bytes).</summary>
/// <remarks>
/// <para>Format: a big-endian magic number (0x00000803 for images, 0x00000801 for labels), one 4-byte size per dimension, then the bytes.
/// See http://yann.lecun.com/exdb/mnist/.</para>
/// <para>Reading is strict: an unexpected magic number, a file that ends early or goes on too long, sizes of zero or too large a product,
/// and labels out of range are errors that name the file, the byte offset (in the uncompressed content), what was expected and what was found.
/// The memory used follows the bytes that really arrive, never the sizes that the header claims; a file is read no farther than one byte
/// beyond its claimed end.</para>
/// </remarks>
public static class IdxFile
{
    private const uint ImageMagic = 0x00000803;
    private const uint LabelMagic = 0x00000801;

    /// <summary>Reads a file of images.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is not a sound IDX file of images.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IdxImages ReadImages(string path)
    {
        using FileStream stream = Open(path);
        return ReadImages(stream, path);
    }

    /// <summary>Reads a file of labels.</summary>
    /// <param name="path">The file.</param>
    /// <param name="classes">The number of classes: labels run from 0 to <paramref name="classes"/> − 1.</param>
    /// <exception cref="InvalidDataException">The file is not a sound IDX file of labels.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static byte[] ReadLabels(string path, int classes = 10)
    {
        using FileStream stream = Open(path);
        return ReadLabels(stream, path, classes, images: null, imageFile: null);
    }

    /// <summary>Reads a file of images and its file of labels, and checks that there are as many of each.</summary>
    /// <param name="imagePath">The file of images.</param>
    /// <param name="labelPath">The file of labels.</param>
    /// <param name="classes">The number of classes: labels run from 0 to <paramref name="classes"/> − 1.</param>
    /// <exception cref="InvalidDataException">A file is not sound, or their counts differ.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static IdxLabeledImages ReadPair(string imagePath, string labelPath, int classes = 10)
    {
        IdxImages images = ReadImages(imagePath);
        using FileStream stream = Open(labelPath);
        return new(images, ReadLabels(stream, labelPath, classes, images.Count, imagePath));
    }

    internal static IdxImages ReadImages(Stream seekable, string file)
    {
        using var source = new IdxSource(seekable, file);
        source.ExpectMagic(ImageMagic, "images (unsigned bytes, 3 dimensions)");
        uint count = source.ReadSize("the number of images");
        uint rows = source.ReadSize("the number of rows");
        uint columns = source.ReadSize("the number of columns");
        byte[] pixels = source.ReadToEnd((UInt128)count * rows * columns, $"pixels of {count} images of {rows}x{columns}");
        return new((int)count, (int)rows, (int)columns, pixels);
    }

    internal static byte[] ReadLabels(Stream seekable, string file, int classes, int? images, string? imageFile)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(classes, 256);
        using var source = new IdxSource(seekable, file);
        source.ExpectMagic(LabelMagic, "labels (unsigned bytes, 1 dimension)");
        long countAt = source.Position;
        uint count = source.ReadSize("the number of labels");
        if (images is int expected && count != expected)
        {
            throw source.Error(countAt, $"{expected} labels, one for each image of {imageFile}", $"{count}");
        }

        long labelsAt = source.Position;
        byte[] labels = source.ReadToEnd(count, $"labels of {count} items");
        int bad = Array.FindIndex(labels, label => label >= classes);
        return bad < 0 ? labels : throw source.Error(labelsAt + bad, $"a label from 0 to {classes - 1}", $"{labels[bad]}");
    }

    private static FileStream Open(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
    }
}
