using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Store;

/// <summary>A run folder that this process alone writes, from opening to disposal.</summary>
/// <remarks>
/// Opening makes the folder, takes an exclusive lock on <c>.lock</c>, checks that a file can be written, and only then writes or compares
/// <c>spec.json</c>. A process that is killed gives its lock back to the system; the file it leaves behind locks nothing.
/// </remarks>
public sealed class RunFolder : IDisposable
{
    private readonly ClaimedFolder _claim;

    private RunFolder(RunLayout layout, ComparisonSpec spec, ClaimedFolder claim)
    {
        Layout = layout;
        Spec = spec;
        _claim = claim;
    }

    /// <summary>The paths of the folder's files.</summary>
    public RunLayout Layout { get; }

    /// <summary>What is run.</summary>
    public ComparisonSpec Spec { get; }

    /// <summary>Whether the folder held this run before it was opened.</summary>
    public bool Resumed => _claim.Resumed;

    /// <summary>Whether the run is finished.</summary>
    public bool IsFinished => Layout.IsFinished;

    /// <summary>Starts a run in a new or empty folder.</summary>
    /// <param name="folder">The folder; it is made if missing.</param>
    /// <param name="spec">What will be run.</param>
    /// <exception cref="RunStoreException">The folder holds a run or other files, another process uses it, or it cannot be written.</exception>
    public static RunFolder Create(string folder, ComparisonSpec spec) => Open(folder, spec, resume: false);

    /// <summary>Goes on with the run in a folder; a missing or empty folder starts it.</summary>
    /// <param name="folder">The folder; it is made if missing.</param>
    /// <param name="spec">What is to be run: it has to equal the folder's own.</param>
    /// <exception cref="RunStoreException">
    /// The folder holds a run with another specification (the message lists the members that differ) or other files, another process uses it, or it
    /// cannot be written.
    /// </exception>
    /// <exception cref="InvalidDataException">The folder's <c>spec.json</c> is damaged.</exception>
    public static RunFolder CreateOrResume(string folder, ComparisonSpec spec) => Open(folder, spec, resume: true);

    /// <summary>Gives the folder back: the lock file is removed.</summary>
    public void Dispose() => _claim.Dispose();

    private static RunFolder Open(string folder, ComparisonSpec spec, bool resume)
    {
        var layout = new RunLayout(folder);
        return new RunFolder(layout, spec, ClaimedFolder.Open(folder, spec, resume, layout.ResultsPath));
    }
}
