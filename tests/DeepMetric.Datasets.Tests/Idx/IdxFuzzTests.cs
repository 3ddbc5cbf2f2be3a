using CsCheck;

namespace DeepMetric.Datasets.Tests;

/// <summary>Damaged files: a clear error or the right result, and never more memory than the bytes that arrive.</summary>
public sealed class IdxFuzzTests
{
    private static readonly int Rounds = Damage.Rounds;

    // What errors, the decompressor and the first buffer take, whatever the file says.
    private const long FixedBytes = 256 * 1024;

    private static readonly Gen<byte[]> _images =
        from count in Gen.UInt[1, 6]
        from rows in Gen.UInt[1, 5]
        from columns in Gen.UInt[1, 5]
        from pixels in Gen.Byte.Array[(int)(count * rows * columns)]
        select IdxBytes.Images(count, rows, columns, pixels);

    private static readonly Gen<byte[]> _labels = Gen.Byte[0, 9].Array[1, 20].Select(labels => IdxBytes.Labels((uint)labels.Length, labels));

    [Fact]
    public void Damaged_plain_images_are_read_right_or_refused() =>
        Check(_images.SelectMany(Damage.Of), IdxBytes.NaivePixels, stream => IdxFile.ReadImages(stream, "file").Pixels);

    [Fact]
    public void Damaged_images_that_were_compressed_afterwards_are_read_right_or_refused() =>
        Check(
            _images.SelectMany(Damage.Of),
            IdxBytes.NaivePixels,
            stream => IdxFile.ReadImages(stream, "file").Pixels,
            content => IdxBytes.Gzip(content));

    [Fact]
    public void Damaged_labels_are_read_right_or_refused() =>
        Check(_labels.SelectMany(Damage.Of), IdxBytes.NaiveLabels, stream => IdxFile.ReadLabels(stream, "file", 10, null, null));

    [Fact]
    public void Damaged_compressed_files_never_give_other_pixels()
    {
        int read = 0;
        int refused = 0;
        (from content in _images from damaged in Damage.Of(IdxBytes.Gzip(content)) select (content, damaged)).Sample(
            (content, damaged) =>
            {
                byte[]? pixels = Read(damaged, stream => IdxFile.ReadImages(stream, "file").Pixels);
                Count(pixels, ref read, ref refused);
                return pixels is null || content.AsSpan(16).SequenceEqual(pixels);
            },
            iter: Rounds,
            threads: 1);
        AssertBothHappened(read, refused);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_huge_claim_over_few_bytes_takes_little_memory(bool compressed)
    {
        byte[] content = IdxBytes.Images(60_000, 100, 300, new byte[1000]);
        Assert.Null(Read(compressed ? IdxBytes.Gzip(content) : content, stream => IdxFile.ReadImages(stream, "file").Pixels));
    }

    [Fact]
    public void A_gzip_bomb_is_read_no_farther_than_its_claim()
    {
        // 64 MiB behind a claim of 10 bytes.
        byte[] bomb = IdxBytes.Gzip([.. IdxBytes.Images(1, 2, 5, []), .. new byte[64 << 20]]);
        Assert.InRange(bomb.Length, 1, 1 << 20);
        using var stream = new MemoryStream(bomb);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => IdxFile.ReadImages(stream, "bomb"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, FixedBytes);
    }

    private static void Check(Gen<byte[]> contents, Func<byte[], byte[]?> naive, Func<Stream, byte[]> read, Func<byte[], byte[]>? pack = null)
    {
        int sound = 0;
        int refused = 0;
        contents.Sample(
            content =>
            {
                byte[]? expected = naive(content);
                byte[]? found = Read(pack is null ? content : pack(content), read);
                Count(found, ref sound, ref refused);
                return expected is null ? found is null : found is not null && expected.SequenceEqual(found);
            },
            iter: Rounds,
            threads: 1);
        AssertBothHappened(sound, refused);
    }

    /// <summary>The result, or null for a file that was refused; any other exception, or too much memory, fails.</summary>
    private static byte[]? Read(byte[] file, Func<Stream, byte[]> read)
    {
        using var stream = new MemoryStream(file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        byte[]? result = null;
        try
        {
            result = read(stream);
        }
        catch (InvalidDataException problem)
        {
            Assert.Matches("^file: at byte [0-9]+.*: expected .+, found .+", problem.Message);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, FixedBytes + (4L * file.Length));
        return result;
    }

    private static void Count(byte[]? result, ref int read, ref int refused)
    {
        if (result is null)
        {
            refused++;
        }
        else
        {
            read++;
        }
    }

    private static void AssertBothHappened(int read, int refused)
    {
        Assert.InRange(read, Rounds / 20, Rounds);
        Assert.InRange(refused, Rounds / 3, Rounds);
    }
}
