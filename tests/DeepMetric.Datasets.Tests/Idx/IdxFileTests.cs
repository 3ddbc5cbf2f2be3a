using System.IO.Compression;

namespace DeepMetric.Datasets.Tests;

public sealed class IdxFileTests : IDisposable
{
    private static readonly byte[] _pixels = [.. Enumerable.Range(0, 2 * 3 * 4).Select(i => (byte)(i * 11))];
    private static readonly byte[] _images = IdxBytes.Images(2, 3, 4, _pixels);
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Reads_images_plain_and_compressed()
    {
        foreach (byte[] file in (byte[][])[_images, IdxBytes.Gzip(_images), IdxBytes.Gzip(_images, CompressionLevel.NoCompression)])
        {
            IdxImages images = IdxFile.ReadImages(Write("images", file));
            Assert.Equal((2, 3, 4), (images.Count, images.Rows, images.Columns));
            Assert.Equal(_pixels, images.Pixels);
        }
    }

    [Fact]
    public void Reads_more_than_one_buffer_of_compressed_pixels()
    {
        byte[] pixels = [.. Enumerable.Range(0, 500 * 28 * 28).Select(i => (byte)(i * 7919 >> 5))];
        Assert.Equal(pixels, IdxFile.ReadImages(Write("images", IdxBytes.Gzip(IdxBytes.Images(500, 28, 28, pixels)))).Pixels);
    }

    [Fact]
    public void Reads_labels_with_their_images()
    {
        IdxLabeledImages pair = IdxFile.ReadPair(Write("images", _images), Write("labels", IdxBytes.Gzip(IdxBytes.Labels(2, [9, 0]))));
        Assert.Equal([9, 0], pair.Labels);
        Assert.Equal(2, pair.Images.Count);
    }

    [Fact]
    public void A_label_file_of_another_length_is_refused_with_both_counts()
    {
        string images = Write("images", _images);
        string labels = Write("labels", IdxBytes.Labels(3, [1, 2, 3]));
        InvalidDataException problem = Assert.Throws<InvalidDataException>(() => IdxFile.ReadPair(images, labels));
        Assert.Equal($"{labels}: at byte 4: expected 2 labels, one for each image of {images}, found 3.", problem.Message);
    }

    [Fact]
    public void A_label_out_of_range_is_refused_with_its_offset()
    {
        CheckLabels(IdxBytes.Labels(3, [1, 10, 3]), "at byte 9: expected a label from 0 to 9, found 10");
        CheckLabels(IdxBytes.Gzip(IdxBytes.Labels(3, [1, 2, 200])), "at byte 10 of the uncompressed data: expected a label from 0 to 9, found 200");
    }

    [Fact]
    public void A_wrong_magic_number_is_refused()
    {
        CheckImages(IdxBytes.Labels(2, [1, 2]), "at byte 0: expected the magic number 0x00000803 of images (unsigned bytes, 3 dimensions), found 0x00000801");
        CheckLabels(_images, "at byte 0: expected the magic number 0x00000801 of labels (unsigned bytes, 1 dimension), found 0x00000803");
        CheckImages([0, 0, 8], "at byte 0: expected a magic number of 4 bytes, found the end of the data after 3");
        CheckImages([], "at byte 0: expected a magic number of 4 bytes, found the end of the data after 0");
        CheckImages(_images[..10], "at byte 8: expected the number of rows of 4 bytes, found the end of the data after 2");
    }

    [Fact]
    public void A_truncated_file_is_refused_with_the_place_it_ends()
    {
        CheckImages(_images[..^1], "at byte 39: expected 24 bytes of pixels of 2 images of 3x4, up to byte 40, found the end of the file after 23");
        CheckImages(IdxBytes.Gzip(_images[..^1]), "at byte 39 of the uncompressed data: expected 24 bytes of pixels of 2 images of 3x4, up to byte 40, found the end of the data after 23");
    }

    [Fact]
    public void Trailing_bytes_are_refused()
    {
        CheckImages([.. _images, 1, 2], "at byte 40: expected the end of the data, found 2 more bytes");
        CheckImages(IdxBytes.Gzip([.. _images, 1, 2]), "at byte 40 of the uncompressed data: expected the end of the data, found more bytes");
        CheckImages([.. IdxBytes.Gzip(_images), 1, 2, 3, 4], "expected the file to end with a gzip trailer that says 40 bytes, found 67305985");
    }

    [Fact]
    public void Sizes_of_zero_or_beyond_memory_are_refused()
    {
        CheckImages(IdxBytes.Images(2, 0, 4, []), "at byte 8: expected the number of rows to be 1 or more, found 0");
        CheckImages(IdxBytes.Images(0, 3, 4, []), "at byte 4: expected the number of images to be 1 or more, found 0");
        // (2^32 - 1)^3 wraps to a small number in 32 and in 64 bits.
        CheckImages(IdxBytes.Images(uint.MaxValue, uint.MaxValue, uint.MaxValue, _pixels), "a claim of 79228162458924105385300197375 bytes");
        CheckImages(IdxBytes.Images(0x10000, 0x10000, 0x10000, _pixels), "at byte 4: expected at most");
    }

    [Fact]
    public void A_gzip_file_cut_off_anywhere_is_refused()
    {
        byte[] whole = IdxBytes.Gzip(_images);
        for (int length = 0; length < whole.Length; length++)
        {
            string path = Write("images", whole[..length]);
            InvalidDataException problem = Assert.Throws<InvalidDataException>(() => IdxFile.ReadImages(path));
            Assert.StartsWith($"{path}: at byte ", problem.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Compressed_data_without_their_end_are_refused_though_the_trailer_stands()
    {
        // A stored block that is not the last, and a trailer that looks like the beginning of another block: the decompressor hands out the bytes,
        // waits for more, and never gets to compare checksums.
        byte[] unended = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 0, 40, 0, 215, 255, .. _images, 4, 0xE0, 1, 0, 40, 0, 0, 0];
        CheckImages(unended, "expected the file to end with a gzip trailer that has the checksum 0x1B22770C, found 0x0001E004: the data are damaged");
    }

    [Fact]
    public void A_flipped_bit_of_a_gzip_file_never_changes_the_pixels()
    {
        // A few bits say nothing of the content (the time and the system in the header, the padding before the checksum); all others are noticed.
        byte[] whole = IdxBytes.Gzip(_images);
        int noticed = 0;
        for (int bit = 0; bit < whole.Length * 8; bit++)
        {
            byte[] damaged = [.. whole];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            string path = Write("images", damaged);
            try
            {
                Assert.Equal(_pixels, IdxFile.ReadImages(path).Pixels);
            }
            catch (InvalidDataException problem)
            {
                Assert.StartsWith($"{path}: at byte ", problem.Message, StringComparison.Ordinal);
                noticed++;
            }
        }

        Assert.InRange(noticed, 8 * (whole.Length - 10), (8 * whole.Length) - 1);
    }

    private void CheckImages(byte[] file, string message)
    {
        string path = Write("images", file);
        InvalidDataException problem = Assert.Throws<InvalidDataException>(() => IdxFile.ReadImages(path));
        Assert.StartsWith(path, problem.Message, StringComparison.Ordinal);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    private void CheckLabels(byte[] file, string message)
    {
        string path = Write("labels", file);
        InvalidDataException problem = Assert.Throws<InvalidDataException>(() => IdxFile.ReadLabels(path));
        Assert.StartsWith(path, problem.Message, StringComparison.Ordinal);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    private string Write(string name, byte[] content)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
