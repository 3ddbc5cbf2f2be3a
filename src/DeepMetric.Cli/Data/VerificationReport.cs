using DeepMetric.Datasets;

namespace DeepMetric.Cli.Data;

/// <summary>What a <c>data verify</c> found.</summary>
/// <param name="Schema">The version of this format.</param>
/// <param name="Holds">Whether the files are as the manifest says, or were made its content.</param>
/// <param name="Result">The differences.</param>
/// <param name="Imports">Where the files came from, as far as it was recorded.</param>
internal sealed record VerificationReport(string Schema, bool Holds, VerificationResult Result, IReadOnlyList<ImportRecord> Imports)
{
    /// <summary>Verifies a data set.</summary>
    /// <param name="choice">The data set.</param>
    /// <param name="writesManifest">Whether the files as they are become the manifest.</param>
    /// <param name="time">Tells the date in the manifest.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="UsageException">The data set is in no folder.</exception>
    /// <exception cref="FileNotFoundException">There is no manifest, and none is to be written.</exception>
    public static VerificationReport Of(DatasetChoice choice, bool writesManifest, TimeProvider time, IProgress<WorkState>? progress, CancellationToken cancellation)
    {
        string folder = DatasetChoice.Read(() => FolderOf(choice));
        if (!writesManifest && DatasetManifest.Read(folder) is null)
        {
            throw new FileNotFoundException($"{folder}: expected {DatasetManifest.FileName} to verify the files by, found none. Add --write-manifest to write one.");
        }

        // Before the files are hashed, which can take a while: a damaged record ends the command.
        IReadOnlyList<ImportRecord> imports = DatasetImport.Records(folder);
        var options = new VerificationOptions { WriteManifest = writesManifest, Rewrite = writesManifest, MaxNames = int.MaxValue, Time = time };
        VerificationResult result = DatasetVerification.RunFolder(folder, options, WorkWords.Verification(progress), cancellation);
        return new("deepmetric-data-verify/1", writesManifest || result.IsSound, result, imports);
    }

    private static string FolderOf(DatasetChoice choice)
    {
        if (!choice.IsNamed)
        {
            return Directory.Exists(choice.Name) ? choice.Name : throw new UsageException($"expected a data set in a folder, found the file '{choice.Name}'.");
        }

        // Not where it can be loaded from: verified are also files that are not whole.
        string[] tried = [.. choice.Request.DataRoots.Select(root => Path.Combine(root, choice.Name))];
        DatasetAvailability found = DatasetCatalog.Find(choice.Name, []);
        return found.IsBuiltIn ? throw new UsageException($"expected a data set in files, found {choice.Name}, which is built in.")
            : tried.FirstOrDefault(folder => Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            ?? throw new DatasetNotFoundException(choice.Name, tried, found.HowToGet!);
    }
}
