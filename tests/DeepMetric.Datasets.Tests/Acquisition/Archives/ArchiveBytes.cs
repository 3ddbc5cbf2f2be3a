using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace DeepMetric.Datasets.Tests;

/// <summary>Makes small archives, honest and hostile.</summary>
internal static class ArchiveBytes
{
    /// <summary>A zip archive; a name that ends with '/' is a folder.</summary>
    public static byte[] Zip(params (string Name, byte[] Content)[] entries) => Zip(null, entries);

    public static byte[] Zip(Action<ZipArchiveEntry>? change, params (string Name, byte[] Content)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                ZipArchiveEntry entry = archive.CreateEntry(name);
                change?.Invoke(entry);
                using Stream stream = entry.Open();
                stream.Write(content);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>A tar archive as System.Formats.Tar writes it; a name that ends with '/' is a folder.</summary>
    public static byte[] Tar(TarEntryFormat format, params (string Name, byte[] Content)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var writer = new TarWriter(bytes, format, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                bool isFolder = name.EndsWith('/');
                TarEntryType type = isFolder ? TarEntryType.Directory : format == TarEntryFormat.V7 ? TarEntryType.V7RegularFile : TarEntryType.RegularFile;
                TarEntry entry = format switch
                {
                    TarEntryFormat.V7 => new V7TarEntry(type, name),
                    TarEntryFormat.Ustar => new UstarTarEntry(type, name),
                    TarEntryFormat.Gnu => new GnuTarEntry(type, name),
                    _ => new PaxTarEntry(type, name),
                };
                if (!isFolder)
                {
                    entry.DataStream = new MemoryStream(content);
                }

                writer.WriteEntry(entry);
            }
        }

        return bytes.ToArray();
    }

    public static byte[] Gzip(byte[] content, CompressionLevel level = CompressionLevel.Fastest)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, level, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return bytes.ToArray();
    }

    /// <summary>One entry of a tar archive written by hand, with a right checksum and padding.</summary>
    public static byte[] RawTarEntry(string name, char type = '0', byte[]? content = null, long? claimedSize = null, string link = "")
    {
        content ??= [];
        var block = new byte[512 + ((content.Length + 511) / 512 * 512)];
        Encoding.UTF8.GetBytes(name).CopyTo(block, 0);
        Put(block, 100, "0000644\0");
        Put(block, 108, "0000000\0");
        Put(block, 116, "0000000\0");
        Put(block, 124, $"{Convert.ToString(claimedSize ?? content.Length, 8).PadLeft(11, '0')}\0");
        Put(block, 136, "00000000000\0");
        block[156] = (byte)type;
        Put(block, 157, link);
        Put(block, 257, "ustar\000");
        FixChecksum(block.AsSpan(0, 512));
        content.CopyTo(block, 512);
        return block;
    }

    public static void FixChecksum(Span<byte> header)
    {
        header.Slice(148, 8).Fill((byte)' ');
        int sum = 0;
        foreach (byte value in header)
        {
            sum += value;
        }

        Encoding.ASCII.GetBytes($"{Convert.ToString(sum, 8).PadLeft(6, '0')}\0 ").CopyTo(header.Slice(148, 8));
    }

    /// <summary>A tar archive out of such entries, with its end.</summary>
    public static byte[] RawTar(params byte[][] entries) => [.. entries.SelectMany(entry => entry), .. new byte[1024]];

    public static byte[] Pax(char type, params (string Key, string Value)[] records)
    {
        string text = string.Concat(records.Select(record =>
        {
            int body = Encoding.UTF8.GetByteCount($" {record.Key}={record.Value}\n");
            int length = body + 1;
            while (body + length.ToString(CultureInfo.InvariantCulture).Length != length)
            {
                length++;
            }

            return string.Create(CultureInfo.InvariantCulture, $"{length} {record.Key}={record.Value}\n");
        }));
        return RawTarEntry("PaxHeaders/x", type, Encoding.UTF8.GetBytes(text));
    }

    public static byte[] Text(string text) => Encoding.Latin1.GetBytes(text);

    private static void Put(byte[] block, int at, string text) => Encoding.ASCII.GetBytes(text).CopyTo(block, at);
}
