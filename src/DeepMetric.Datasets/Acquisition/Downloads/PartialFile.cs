using System.Net.Http.Headers;

namespace DeepMetric.Datasets;

/// <summary>The beginning of a download, NAME.part, and what is known of where it came from, NAME.part.json.</summary>
internal sealed class PartialFile
{
    private readonly string _statePath;

    /// <param name="final">The path of the file that it becomes.</param>
    public PartialFile(string final)
    {
        Path = $"{final}.part";
        _statePath = $"{final}.part.json";
    }

    public string Path { get; }

    /// <summary>The bytes on the disk.</summary>
    public long Length => File.Exists(Path) ? new FileInfo(Path).Length : 0;

    /// <summary>What is known of the bytes on the disk; null when nothing can be trusted.</summary>
    public Origin? Read()
    {
        if (!File.Exists(_statePath) || Length == 0)
        {
            return null;
        }

        try
        {
            return RecordFile.Read<Origin>(_statePath);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    public void Remember(Origin origin) => RecordFile.Write(_statePath, origin);

    public void Delete()
    {
        File.Delete(Path);
        File.Delete(_statePath);
    }

    /// <summary>Gives the file its final name.</summary>
    public void Finish(string final)
    {
        using (var file = new FileStream(Path, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Flush(flushToDisk: true);
        }

        File.Move(Path, final, overwrite: true);
        File.Delete(_statePath);
    }

    /// <summary>Where bytes came from, and how the server tells that the file is still the same.</summary>
    /// <param name="Address">The address that was asked, before redirections.</param>
    /// <param name="ETag">Its strong entity tag, if it sent one.</param>
    /// <param name="LastModified">Its date, if it sent one.</param>
    internal sealed record Origin(Uri Address, string? ETag, DateTimeOffset? LastModified)
    {
        public RangeConditionHeaderValue? Condition =>
            ETag is not null && EntityTagHeaderValue.TryParse(ETag, out EntityTagHeaderValue? tag) && !tag.IsWeak ? new(tag)
            : LastModified is DateTimeOffset date ? new(date)
            : null;
    }
}
