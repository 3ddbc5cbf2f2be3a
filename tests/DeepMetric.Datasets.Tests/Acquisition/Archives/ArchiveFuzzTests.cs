using System.Formats.Tar;
using System.Globalization;
using CsCheck;

namespace DeepMetric.Datasets.Tests;

/// <summary>Damaged archives: a clear error or files inside the folder, in bounded time and with bounded bytes.</summary>
public sealed class ArchiveFuzzTests
{
    private const int OrdinaryInputs = 2000;
    private const long FixedBytes = 1 << 20;
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(5);
    private static readonly ExtractionOptions _bounds = new() { RatioFloorBytes = 4 << 20 };

    private static readonly (string, byte[])[] _entries =
        [("a/", []), ("a/one.txt", ArchiveBytes.Text("the content of one")), ("a/two.bin", new byte[600]), ("b/three", [1, 2, 3, 4, 5, 6, 7, 8, 9])];

    private static int Inputs =>
        int.TryParse(Environment.GetEnvironmentVariable("DEEPMETRIC_FUZZ_INPUTS"), NumberStyles.None, CultureInfo.InvariantCulture, out int inputs) ? inputs : OrdinaryInputs;

    [Fact]
    public void Damaged_zips_are_read_right_or_refused() => Check([ArchiveBytes.Zip(_entries)], pack: null);

    [Fact]
    public void Damaged_tars_are_read_right_or_refused() => Check(Tars(), pack: null);

    [Fact]
    public void Damaged_tars_with_right_checksums_are_read_right_or_refused() => Check(Tars(), FixAllChecksums);

    [Fact]
    public void Damaged_tars_that_were_compressed_afterwards_are_read_right_or_refused() => Check(Tars(), content => ArchiveBytes.Gzip(content));

    [Fact]
    public void Damaged_compressed_tars_never_give_other_files()
    {
        byte[] sound = ArchiveBytes.Gzip(ArchiveBytes.Tar(TarEntryFormat.Pax, _entries));
        using var stream = new MemoryStream(sound);
        ArchiveSummary expected = ArchiveExtractor.Read(stream, "file", null, _bounds, null, TestContext.Current.CancellationToken);
        Check([sound], pack: null, expected);
    }

    [Fact]
    public void Damaged_archives_write_nothing_outside_their_folder()
    {
        string parent = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        string root = Path.Combine(parent, $"deepmetric-{Guid.NewGuid():N}");
        string jail = Path.Combine(root, "one", "two", "three", "jail");
        Directory.CreateDirectory(jail);
        try
        {
            int written = 0;
            byte[][] sounds = [ArchiveBytes.Zip(_entries), .. Tars()];
            (from which in Gen.Int[0, sounds.Length - 1] let sound = sounds[which] from damaged in Damage(sound) from evil in Gen.Bool select evil ? Aim(damaged) : damaged).Sample(
                bytes =>
                {
                    string folder = Path.Combine(jail, "out");
                    Directory.CreateDirectory(folder);
                    using var stream = new MemoryStream(bytes);
                    try
                    {
                        written += (int)ArchiveExtractor.Read(stream, "file", folder, _bounds, null, default).Files;
                    }
                    catch (InvalidDataException)
                    {
                    }

                    Directory.Delete(folder, recursive: true);
                    return !Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Any();
                },
                iter: Math.Max(500, Inputs / 20),
                threads: 1);
            Assert.True(written > 0);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static byte[][] Tars() =>
        [ArchiveBytes.Tar(TarEntryFormat.Pax, _entries), ArchiveBytes.Tar(TarEntryFormat.Gnu, [.. _entries, ($"{new string('n', 150)}", [1])]), ArchiveBytes.Tar(TarEntryFormat.Ustar, _entries)];

    /// <summary>Turns names into such that climb.</summary>
    private static byte[] Aim(byte[] archive)
    {
        byte[] aimed = [.. archive];
        for (int at; (at = aimed.AsSpan().IndexOf("a/one"u8)) >= 0;)
        {
            "../on"u8.CopyTo(aimed.AsSpan(at));
        }

        return FixAllChecksums(aimed);
    }

    private static byte[] FixAllChecksums(byte[] archive)
    {
        byte[] fixedUp = [.. archive];
        for (int at = 0; at + 512 <= fixedUp.Length; at += 512)
        {
            if (fixedUp.AsSpan(at + 257, 5).SequenceEqual("ustar"u8))
            {
                ArchiveBytes.FixChecksum(fixedUp.AsSpan(at, 512));
            }
        }

        return fixedUp;
    }

    private static Gen<byte[]> Damage(byte[] sound) =>
        from place in Gen.Int[0, sound.Length - 1]
        from other in Gen.Int[0, sound.Length - 1]
        from value in Gen.Byte
        from bit in Gen.Int[0, 7]
        from size in Gen.OneOf(Gen.Const(0u), Gen.Const(uint.MaxValue), Gen.Const(0x7FFFFFFFu), Gen.UInt[0, 1000], Gen.UInt)
        from extra in Gen.Byte.Array[1, 20]
        from header in Gen.Int[0, Math.Max(0, (sound.Length / 512) - 1)]
        from field in Gen.Int[0, 511]
        from kind in Gen.Int[0, 9]
        select (byte[])(kind switch
        {
            0 => sound,
            1 => sound[..place],
            2 => [.. sound, .. extra],
            3 => Changed(sound, place, value),
            4 => Changed(sound, place, (byte)(sound[place] ^ (1 << bit))),
            5 => [.. sound[..place], .. extra, .. sound[place..]],
            6 => [.. sound[..Math.Min(place, other)], .. sound[Math.Max(place, other)..]],
            7 => [.. sound[..place], .. BitConverter.GetBytes(size), .. sound[Math.Min(sound.Length, place + 4)..]],
            8 => [.. sound, .. sound],
            _ => Changed(sound, Math.Min(sound.Length - 1, (512 * header) + field), (byte)('0' + (value & 7))),
        });

    private static byte[] Changed(byte[] sound, int place, byte value)
    {
        byte[] changed = [.. sound];
        changed[place] = value;
        return changed;
    }

    /// <summary>Reads damaged archives without writing; any other exception, too much memory, time or output fails.</summary>
    private static void Check(byte[][] sounds, Func<byte[], byte[]>? pack, ArchiveSummary? expected = null)
    {
        int read = 0;
        int refused = 0;
        (from which in Gen.Int[0, sounds.Length - 1] let sound = sounds[which] from damaged in Damage(sound) select damaged).Sample(
            damaged =>
            {
                byte[] bytes = pack is null ? damaged : pack(damaged);
                using var stream = new MemoryStream(bytes);
                long before = GC.GetAllocatedBytesForCurrentThread();
                long started = TimeProvider.System.GetTimestamp();
                try
                {
                    ArchiveSummary summary = ArchiveExtractor.Read(stream, "file", null, _bounds, null, default);
                    read++;
                    Assert.Equal(expected ?? summary, summary);
                    Assert.InRange(summary.Bytes, 0, _bounds.BytesAllowed(bytes.Length));
                }
                catch (InvalidDataException problem)
                {
                    refused++;
                    Assert.Matches("^file.*: expected .+, found [^$]+", problem.Message);
                }

                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, FixedBytes + (50L * bytes.Length));
                Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, _longest);
            },
            iter: Inputs,
            threads: 1);
        Assert.InRange(read, Inputs / 50, Inputs);
        Assert.InRange(refused, Inputs / 10, Inputs);
    }
}
