using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Store;

/// <summary>The folder of a training run that this process alone writes, from opening to disposal.</summary>
public sealed class TrainingFolder : IDisposable
{
    private readonly ClaimedFolder _claim;

    private TrainingFolder(TrainingLayout layout, TrainingSpec spec, ClaimedFolder claim)
    {
        Layout = layout;
        Spec = spec;
        _claim = claim;
    }

    /// <summary>The paths of the folder's files.</summary>
    public TrainingLayout Layout { get; }

    /// <summary>What is run.</summary>
    public TrainingSpec Spec { get; }

    /// <summary>Whether the folder held this run before it was opened.</summary>
    public bool Resumed => _claim.Resumed;

    /// <summary>Starts a training run in a new or empty folder.</summary>
    /// <param name="folder">The folder; it is made if missing.</param>
    /// <param name="spec">What will be run.</param>
    /// <exception cref="RunStoreException">The folder holds a run or other files, another process uses it, or it cannot be written.</exception>
    public static TrainingFolder Create(string folder, TrainingSpec spec) => Open(folder, spec, resume: false);

    /// <summary>Goes on with the training run in a folder; a missing or empty folder starts it.</summary>
    /// <param name="folder">The folder; it is made if missing.</param>
    /// <param name="spec">What is to be run: it has to equal the folder's own.</param>
    /// <exception cref="RunStoreException">
    /// The folder holds a run with another specification (the message lists the members that differ) or other files, another process uses it, or it
    /// cannot be written.
    /// </exception>
    /// <exception cref="InvalidDataException">The folder's <c>spec.json</c> is damaged, or is of something else than a training run.</exception>
    public static TrainingFolder CreateOrResume(string folder, TrainingSpec spec) => Open(folder, spec, resume: true);

    /// <summary>Gives the folder back.</summary>
    public void Dispose() => _claim.Dispose();

    private static TrainingFolder Open(string folder, TrainingSpec spec, bool resume)
    {
        var layout = new TrainingLayout(folder);
        return new TrainingFolder(layout, spec, ClaimedFolder.Open(folder, spec, resume, layout.ResultPath));
    }
}
