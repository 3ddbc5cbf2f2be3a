namespace DeepMetric.Datasets;

/// <summary>Reads a .gz of one file, which is named as the archive is, without ".gz"; the name that may stand inside is not trusted.</summary>
internal sealed class GzipFileReader : ArchiveReader
{
    private readonly ArchiveContent _content;
    private bool _started;

    public GzipFileReader(ArchiveContent content, string archive)
        : base(archive) => _content = content;

    public override ArchiveKind Kind => ArchiveKind.Gzip;

    public override long BytesRead => _content.BytesRead;

    public override bool MoveNext(out ArchiveEntry entry)
    {
        string file = Path.GetFileName(Archive);
        entry = new(file.Length > 3 && file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? file[..^3] : file, ArchiveEntryKind.File, "a file", 0);
        bool isFirst = !_started;
        _started = true;
        return isFirst;
    }

    public override int Read(Span<byte> buffer)
    {
        int got = _content.Read(buffer);
        if (got == 0)
        {
            _content.ExpectTrailer();
        }

        return got;
    }

    protected override void Dispose(bool disposing) => _content.Dispose();
}
