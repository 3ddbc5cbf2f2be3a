using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Store;

namespace DeepMetric.Cli.Comparing;

/// <summary>Decides which folder a comparison runs in, and refuses one that holds another run.</summary>
internal static class RunFolderChoice
{
    /// <summary>
    /// The folder: the one asked for, else <c>(parent)/(data set)</c> or the first of <c>-2</c>, <c>-3</c>, … that is free; when resuming, the last that is taken.
    /// </summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="parent">The folder of the folders that are not asked for by name.</param>
    public static string Of(CompareRequest request, string parent) => request.Out ?? FreeFolder.Of(parent, "", request.Dataset, request.Resume);

    /// <summary>Refuses a folder that holds a run which was not asked to go on.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="request">What was asked for.</param>
    /// <exception cref="UsageException">It does.</exception>
    public static void CheckFree(string folder, CompareRequest request)
    {
        var layout = new RunLayout(folder);
        if (layout.IsStarted && !request.Resume)
        {
            string state = layout.IsFinished ? "a finished run" : "an unfinished run";
            throw new UsageException($"--out: expected a new or empty folder, found {state} in '{folder}'. Add --resume to go on with it, or choose another folder.");
        }
    }

    /// <summary>Opens the folder for a comparison.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="spec">What is to be run.</param>
    /// <exception cref="UsageException">The folder holds a run that was not asked to go on, or one with other settings.</exception>
    /// <exception cref="RunStoreException">The folder cannot be used.</exception>
    public static RunFolder Open(string folder, CompareRequest request, ComparisonSpec spec)
    {
        CheckFree(folder, request);
        var layout = new RunLayout(folder);
        IReadOnlyList<string> differences = layout.IsStarted ? SpecDifferences.Between(layout.ReadSpec(), spec) : [];
        return differences.Count == 0
            ? RunFolder.CreateOrResume(folder, spec)
            : throw new UsageException($"--resume: expected the settings of the run in '{folder}', found others: {string.Join("; ", differences)}.");
    }
}
