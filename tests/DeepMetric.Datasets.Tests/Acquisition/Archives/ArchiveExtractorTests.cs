using System.Formats.Tar;
using System.IO.Compression;

namespace DeepMetric.Datasets.Tests;

/// <summary>Honest archives come out as they went in; hostile and damaged ones leave nothing.</summary>
public sealed class ArchiveExtractorTests : IDisposable
{
    private static readonly (string Name, byte[] Content)[] _entries =
    [
        ("a/", []),
        ("a/empty.txt", []),
        ("a/ünï cödé.txt", [1, 2, 3]),
        ("b/c/block.bin", new byte[512]),
        ("b/c/more.bin", [.. Enumerable.Range(0, 70_000).Select(i => (byte)(i * 31))]),
        ("top.txt", [42]),
    ];

    private readonly TestFolder _folder = new();

    public static TheoryData<string, byte[], ArchiveKind> Honest => new()
    {
        { "zip", ArchiveBytes.Zip(_entries), ArchiveKind.Zip },
        { "stored", ArchiveBytes.Zip(_entries.Append(("big/stored.bin", new byte[9]))!.ToArray()), ArchiveKind.Zip },
        { "ustar", ArchiveBytes.Tar(TarEntryFormat.Ustar, _entries), ArchiveKind.Tar },
        { "pax", ArchiveBytes.Tar(TarEntryFormat.Pax, _entries), ArchiveKind.Tar },
        { "gnu", ArchiveBytes.Tar(TarEntryFormat.Gnu, _entries), ArchiveKind.Tar },
        { "v7", ArchiveBytes.Tar(TarEntryFormat.V7, _entries), ArchiveKind.Tar },
        { "tar.gz", ArchiveBytes.Gzip(ArchiveBytes.Tar(TarEntryFormat.Pax, _entries)), ArchiveKind.TarGzip },
        { "v7.gz", ArchiveBytes.Gzip(ArchiveBytes.Tar(TarEntryFormat.V7, _entries)), ArchiveKind.TarGzip },
    };

    public static TheoryData<string, byte[], string> Hostile => new()
    {
        { "zip, up", ArchiveBytes.Zip(("../evil", [1])), "\"..\"" },
        { "zip, up inside", ArchiveBytes.Zip(("a/../../evil", [1])), "\"..\"" },
        { "zip, absolute", ArchiveBytes.Zip(("/evil", [1])), "absolute" },
        { "zip, drive", ArchiveBytes.Zip(("C:/evil", [1])), "drive letter" },
        { "zip, backslash", ArchiveBytes.Zip(("a\\..\\evil", [1])), "backslashes" },
        { "zip, control", ArchiveBytes.Zip(("a\u0001b", [1])), "control characters" },
        { "zip, twice", ArchiveBytes.Zip(("a", [1]), ("a", [2])), "each path once" },
        { "zip, case", ArchiveBytes.Zip(("a", [1]), ("A", [2])), "letter case" },
        { "zip, case of folders", ArchiveBytes.Zip(("x/a", [1]), ("X/b", [2])), "letter case" },
        { "zip, file as folder", ArchiveBytes.Zip(("a", [1]), ("a/b", [2])), "as a file and as a folder" },
        { "zip, folder as file", ArchiveBytes.Zip(("a/b", [1]), ("a", [2])), "as a file and as a folder" },
        { "zip, symbolic link", ArchiveBytes.Zip(entry => entry.ExternalAttributes = unchecked((int)0xA1FF0000), ("link", [47])), "a symbolic link" },
        { "zip, device", ArchiveBytes.Zip(entry => entry.ExternalAttributes = 0x21FF0000, ("dev", [])), "Unix type 0x2000" },
        { "zip, long part", ArchiveBytes.Zip((new string('a', 256), [1])), "at most 64 parts" },
        { "zip, long path", ArchiveBytes.Zip((string.Join('/', Enumerable.Repeat("abcdefghij", 50)), [1])), "at most 512 characters" },
        { "zip, deep", ArchiveBytes.Zip((string.Join('/', Enumerable.Repeat("a", 65)), [1])), "at most 64 parts" },
        { "tar, up", ArchiveBytes.RawTar(ArchiveBytes.RawTarEntry("../evil", content: [1])), "\"..\"" },
        { "tar, absolute", ArchiveBytes.RawTar(ArchiveBytes.RawTarEntry("/evil", content: [1])), "absolute" },
        { "tar, up in a long name", ArchiveBytes.RawTar(ArchiveBytes.RawTarEntry("././@LongLink", 'L', [.. "x/../../evil"u8, 0]), ArchiveBytes.RawTarEntry("fine", content: [1])), "\"..\"" },
        { "tar, up in pax", ArchiveBytes.RawTar(ArchiveBytes.Pax('x', ("path", "../evil")), ArchiveBytes.RawTarEntry("fine", content: [1])), "\"..\"" },
        { "tar, NUL in pax", ArchiveBytes.RawTar(ArchiveBytes.Pax('x', ("path", "fine\0evil")), ArchiveBytes.RawTarEntry("fine", content: [1])), "control characters" },
        { "tar, hard link", ArchiveBytes.RawTar(ArchiveBytes.RawTarEntry("link", '1', link: "/etc/passwd")), "a hard link" },
        { "tar, symbolic link", ArchiveBytes.RawTar(ArchiveBytes.RawTarEntry("link", '2', link: "..")), "a symbolic link" },
        { "tar, device", ArchiveBytes.RawTar(ArchiveBytes.RawTarEntry("dev", '4')), "a device" },
        { "tar, pipe", ArchiveBytes.RawTar(ArchiveBytes.RawTarEntry("pipe", '6')), "a pipe" },
        { "tar, sparse", ArchiveBytes.RawTar(ArchiveBytes.Pax('x', ("GNU.sparse.major", "1")), ArchiveBytes.RawTarEntry("sparse")), "a sparse file" },
        { "tar, volume", ArchiveBytes.RawTar(ArchiveBytes.RawTarEntry("volume", 'V')), "type 0x56" },
        { "tar, twice", ArchiveBytes.RawTar(ArchiveBytes.RawTarEntry("a"), ArchiveBytes.RawTarEntry("./a")), "each path once" },
        { "tar, huge claim", ArchiveBytes.RawTar(ArchiveBytes.RawTarEntry("a", claimedSize: 1L << 32)), "cut off" },
        { "tar.gz, huge claim", ArchiveBytes.Gzip(ArchiveBytes.RawTar(ArchiveBytes.RawTarEntry("a", claimedSize: 1L << 32))), "the end of the archive" },
        { "tar, huge extension", ArchiveBytes.Gzip(ArchiveBytes.RawTar(ArchiveBytes.RawTarEntry("x", 'L', claimedSize: 1L << 32))), "at most 16 extension headers" },
        { "tar, many extensions", ArchiveBytes.RawTar([.. Enumerable.Repeat(ArchiveBytes.Pax('x', ("path", "a")), 17), ArchiveBytes.RawTarEntry("a")]), "at most 16 extension headers" },
        { "tar, extension alone", ArchiveBytes.RawTar(ArchiveBytes.Pax('x', ("path", "a"))), "an entry after its extension header" },
        { "tar, bad pax", ArchiveBytes.RawTar(ArchiveBytes.RawTarEntry("x", 'x', [.. "12 path=a\n"u8]), ArchiveBytes.RawTarEntry("a")), "pax records" },
        { "tar, folder with content", ArchiveBytes.RawTar(ArchiveBytes.RawTarEntry("a", '5', [1])), "a folder without content" },
        { "tar, wiped header", ArchiveBytes.RawTar(ArchiveBytes.RawTarEntry("a"), new byte[512], ArchiveBytes.RawTarEntry("b")), "only zeros" },
        { "tar, no end", ArchiveBytes.RawTarEntry("a", content: [1]), "a block of zeros at the end" },
        { "tar.gz, no end", ArchiveBytes.Gzip(ArchiveBytes.RawTarEntry("a", content: [1])), "a block of zeros at the end" },
        { "nothing", [], "an empty file" },
        { "text", ArchiveBytes.Text("just a text that is no archive"), "expected a zip, tar, tar.gz or gz archive" },
    };

    [Theory]
    [MemberData(nameof(Honest))]
    public void Files_come_out_as_they_went_in(string name, byte[] archive, ArchiveKind kind)
    {
        string path = _folder.Write($"{name}.anything", archive);
        var progress = new SteppingProgress<ArchiveProgress>();
        ArchiveSummary summary = ArchiveExtractor.Extract(path, _folder["out"], null, progress, TestContext.Current.CancellationToken);

        Assert.Equal(kind, ArchiveExtractor.KindOf(path));
        foreach ((string entry, byte[] content) in _entries.Where(entry => !entry.Name.EndsWith('/')))
        {
            Assert.Equal(content, File.ReadAllBytes(_folder[$"out/{entry}"]));
        }

        Assert.Equal(name == "stored" ? 6 : 5, summary.Files);
        Assert.Equal(name == "stored" ? 4 : 3, summary.Folders);
        Assert.Equal(summary, ArchiveExtractor.Inspect(path, cancellation: TestContext.Current.CancellationToken));
        Assert.Equal(new(archive.Length, archive.Length, _entries.Length + (name == "stored" ? 1 : 0), summary.Bytes), progress.Reports[^1]);
        Assert.Equal([Path.GetFileName(path), "out"], TestFolder.Names(_folder.Path).OrderByDescending(one => one != "out"));
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Hostile_archives_are_refused_and_leave_nothing(string name, byte[] archive, string reason)
    {
        string path = _folder.Write("archive", archive);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => ArchiveExtractor.Extract(path, _folder["out"], cancellation: TestContext.Current.CancellationToken));
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains("expected", error.Message, StringComparison.Ordinal);
        Assert.Contains("found", error.Message, StringComparison.Ordinal);
        Assert.Equal(["archive"], TestFolder.Names(_folder.Path));
        Assert.NotEmpty(name);
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("tar")]
    [InlineData("tar.gz")]
    [InlineData("gz")]
    public void An_archive_cut_off_anywhere_is_refused(string kind)
    {
        byte[] whole = kind switch
        {
            "zip" => ArchiveBytes.Zip(("a/x", ArchiveBytes.Text("content of the first")), ("b", ArchiveBytes.Text("and of the second"))),
            "tar" => ArchiveBytes.Tar(TarEntryFormat.Ustar, ("a/x", new byte[700]), ("b", ArchiveBytes.Text("second"))),
            "tar.gz" => ArchiveBytes.Gzip(ArchiveBytes.Tar(TarEntryFormat.Ustar, ("a/x", new byte[700]), ("b", ArchiveBytes.Text("second")))),
            _ => ArchiveBytes.Gzip(ArchiveBytes.Text("the only file, long enough to be cut at many places")),
        };
        // A tar archive may end after its first block of zeros.
        int shortest = kind == "tar" ? whole.Length - 512 : whole.Length;
        for (int length = 0; length < shortest; length++)
        {
            using var stream = new MemoryStream(whole[..length]);
            Assert.Throws<InvalidDataException>(() => ArchiveExtractor.Read(stream, "cut.gz", null, new(), null, TestContext.Current.CancellationToken));
        }

        using var all = new MemoryStream(whole);
        Assert.True(ArchiveExtractor.Read(all, "cut.gz", null, new(), null, TestContext.Current.CancellationToken).Files > 0);
    }

    [Fact]
    public void Damaged_content_of_a_zip_is_told_by_its_checksum()
    {
        byte[] archive = ArchiveBytes.Zip(entry => entry.LastWriteTime = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), ("a", new byte[5000]));
        using (var bytes = new MemoryStream())
        {
            using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            {
                using Stream stored = zip.CreateEntry("a", CompressionLevel.NoCompression).Open();
                stored.Write(ArchiveBytes.Text("some text that is stored"));
            }

            archive = bytes.ToArray();
        }

        int at = archive.AsSpan().IndexOf("some text"u8);
        archive[at] ^= 1;
        string path = _folder.Write("a.zip", archive);
        Assert.Contains("the CRC-32", Assert.Throws<InvalidDataException>(() => ArchiveExtractor.Inspect(path, cancellation: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_encrypted_zip_is_refused_with_what_to_do()
    {
        byte[] archive = ArchiveBytes.Zip(("a", [1, 2, 3]));
        archive[6] |= 1;
        archive[archive.AsSpan().IndexOf("PK\x01\x02"u8) + 8] |= 1;
        string path = _folder.Write("a.zip", archive);
        Assert.Contains("extract the archive by hand", Assert.Throws<InvalidDataException>(() => ArchiveExtractor.Inspect(path, cancellation: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_compressed_file_is_named_after_its_archive()
    {
        string path = _folder.Write("train-images-idx3-ubyte.GZ", ArchiveBytes.Gzip(ArchiveBytes.Text("pixels")));
        Assert.Equal(new(ArchiveKind.Gzip, 1, 0, 6, 0), ArchiveExtractor.Extract(path, _folder["out"], cancellation: TestContext.Current.CancellationToken));
        Assert.Equal(["train-images-idx3-ubyte=pixels"], TestFolder.Content(_folder["out"]));
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("tar.gz")]
    [InlineData("gz")]
    public void A_bomb_is_refused_after_a_bounded_number_of_bytes(string kind)
    {
        // 100 MiB in about 100 KiB: the ratio is 1,000, and the floor of 64 MiB is passed.
        var zeros = new byte[100 << 20];
        byte[] bomb = kind switch
        {
            "zip" => ArchiveBytes.Zip(("zeros", zeros)),
            "tar.gz" => ArchiveBytes.Gzip(ArchiveBytes.RawTar(ArchiveBytes.RawTarEntry("zeros", content: zeros)), CompressionLevel.SmallestSize),
            _ => ArchiveBytes.Gzip(zeros, CompressionLevel.SmallestSize),
        };
        string path = _folder.Write("bomb", bomb);
        Assert.Contains("a bomb", Assert.Throws<InvalidDataException>(() => ArchiveExtractor.Extract(path, _folder["out"], cancellation: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        Assert.Equal(["bomb"], TestFolder.Names(_folder.Path));
        Assert.Equal(zeros.Length, ArchiveExtractor.Inspect(path, new() { MaxRatio = 1100 }, cancellation: TestContext.Current.CancellationToken).Bytes);
    }

    [Fact]
    public void A_zip_that_lies_about_its_length_is_held_to_it()
    {
        byte[] archive = ArchiveBytes.Zip(("a", new byte[5000]));
        int directory = archive.AsSpan().IndexOf("PK\x01\x02"u8);
        BitConverter.GetBytes(10).CopyTo(archive, directory + 24);
        string path = _folder.Write("a.zip", archive);
        Assert.Throws<InvalidDataException>(() => ArchiveExtractor.Inspect(path, cancellation: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Bounds_on_entries_and_bytes_hold()
    {
        string path = _folder.Write("a.zip", ArchiveBytes.Zip(("a", [1]), ("b", [2]), ("c", [3])));
        Assert.Equal(3, ArchiveExtractor.Inspect(path, new() { MaxEntries = 3, MaxBytes = 3 }, cancellation: TestContext.Current.CancellationToken).Files);
        Assert.Throws<InvalidDataException>(() => ArchiveExtractor.Inspect(path, new() { MaxEntries = 2 }, cancellation: TestContext.Current.CancellationToken));
        Assert.Throws<InvalidDataException>(() => ArchiveExtractor.Inspect(path, new() { MaxBytes = 2 }, cancellation: TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentOutOfRangeException>(() => ArchiveExtractor.Inspect(path, new() { MaxEntries = 0 }, cancellation: TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("con", 1)]
    [InlineData("Aux.txt", 1)]
    [InlineData("x/LPT9", 1)]
    [InlineData("com1.jpg", 1)]
    [InlineData("dot.", 1)]
    [InlineData("blank ", 1)]
    [InlineData("a?b", 1)]
    [InlineData("com", 0)]
    [InlineData("console", 0)]
    [InlineData("comx", 0)]
    public void Names_that_windows_cannot_hold_are_counted(string name, int count)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows refuses them.");
        string path = _folder.Write("a.zip", ArchiveBytes.Zip((name, [1])));
        Assert.Equal(count, ArchiveExtractor.Inspect(path, cancellation: TestContext.Current.CancellationToken).NonPortableNames);
    }

    [Fact]
    public void Cancelling_leaves_nothing()
    {
        string path = _folder.Write("a.zip", ArchiveBytes.Zip([.. Enumerable.Range(0, 2000).Select(i => ($"f{i}", new byte[] { 1 }))]));
        using var cancellation = new CancellationTokenSource();
        var progress = new SteppingProgress<ArchiveProgress>(_ => cancellation.Cancel());
        Assert.Throws<OperationCanceledException>(() => ArchiveExtractor.Extract(path, _folder["out"], null, progress, cancellation.Token));
        Assert.Equal(["a.zip"], TestFolder.Names(_folder.Path));
        Assert.InRange(progress.Reports[^1].Entries, 1, 1999);
    }

    [Fact]
    public void A_folder_with_files_is_left_alone()
    {
        string path = _folder.Write("a.zip", ArchiveBytes.Zip(("a", [1])));
        _folder.Write("out/mine", [7]);
        Assert.Throws<IOException>(() => ArchiveExtractor.Extract(path, _folder["out"], cancellation: TestContext.Current.CancellationToken));
        Assert.Equal(["a.zip", "out"], TestFolder.Names(_folder.Path));
        Assert.Equal(["mine"], TestFolder.Names(_folder["out"]));
    }

    [Fact]
    public void Binary_sizes_and_latin_names_of_old_archives_are_read()
    {
        byte[] entry = ArchiveBytes.RawTarEntry("name", content: [1, 2, 3]);
        entry[0] = 0xE9;
        entry.AsSpan(124, 12).Clear();
        entry[124] = 0x80;
        entry[135] = 3;
        ArchiveBytes.FixChecksum(entry.AsSpan(0, 512));
        string path = _folder.Write("a.tar", ArchiveBytes.RawTar(entry));
        ArchiveExtractor.Extract(path, _folder["out"], cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(["éame=\u0001\u0002\u0003"], TestFolder.Content(_folder["out"]));
    }

    [Fact]
    public void Long_names_survive_in_every_format_that_has_them()
    {
        string name = $"{string.Join('/', Enumerable.Repeat("a_rather_long_folder_name", 8))}/file.txt";
        foreach (TarEntryFormat format in new[] { TarEntryFormat.Pax, TarEntryFormat.Gnu })
        {
            string path = _folder.Write($"{format}.tar", ArchiveBytes.Tar(format, (name, [65])));
            ArchiveExtractor.Extract(path, _folder[$"{format}"], cancellation: TestContext.Current.CancellationToken);
            Assert.Equal([$"{name}=A"], TestFolder.Content(_folder[$"{format}"]));
        }
    }

    public void Dispose() => _folder.Dispose();
}
