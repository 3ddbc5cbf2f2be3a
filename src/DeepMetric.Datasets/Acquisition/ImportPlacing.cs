namespace DeepMetric.Datasets;

/// <summary>The last step of an import: what was made ready becomes the data set.</summary>
internal static class ImportPlacing
{
    public static void Place(StagingFolder staging, string target, ImportMode mode, IReadOnlyList<ImportRecord> records)
    {
        if (mode == ImportMode.Merge && !StagingFolder.IsFree(target))
        {
            IReadOnlyList<string> files = FolderCopy.Scan(staging.Path, new() { MaxBytes = long.MaxValue, MaxEntries = int.MaxValue, MaxPathLength = 4096 }, default).Files;
            FolderMerge.Check(files, target, "the import");
            FolderMerge.Move(staging.Path, target);
            RecordFile.Write(Path.Combine(target, ImportFiles.Record), records);
            return;
        }

        RecordFile.Write(Path.Combine(staging.Path, ImportFiles.Record), records);
        if (mode != ImportMode.Replace || StagingFolder.IsFree(target))
        {
            staging.MoveTo(target);
            return;
        }

        using var old = StagingFolder.Beside(target, "replaced");
        string aside = Path.Combine(old.Path, "old");
        Directory.Move(target, aside);
        try
        {
            staging.MoveTo(target);
        }
        catch
        {
            Directory.Move(aside, target);
            throw;
        }
    }
}
