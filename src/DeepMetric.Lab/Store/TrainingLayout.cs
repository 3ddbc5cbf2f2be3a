using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Store;

/// <summary>Where the files of a training run lie, and reading them. Takes no lock and changes nothing; <see cref="TrainingFolder"/> is for writing.</summary>
public sealed class TrainingLayout
{
    /// <summary>Creates the layout of a folder, which need not exist.</summary>
    /// <param name="folder">The folder.</param>
    public TrainingLayout(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Folder = folder;
    }

    /// <summary>The folder, as given.</summary>
    public string Folder { get; }

    /// <summary>The <see cref="TrainingSpec"/>; the first file written.</summary>
    public string SpecPath => Path.Combine(Folder, ClaimedFolder.SpecName);

    /// <summary>The <see cref="EnvironmentFacts"/>.</summary>
    public string EnvironmentPath => Path.Combine(Folder, "environment.json");

    /// <summary><see cref="StepRecord"/> of each step, one a line.</summary>
    public string StepsPath => Path.Combine(Folder, "steps.jsonl");

    /// <summary><see cref="TrainingEpoch"/> of each epoch, one a line.</summary>
    public string EpochsPath => Path.Combine(Folder, "epochs.jsonl");

    /// <summary>The state to go on from.</summary>
    public string CheckpointPath => Path.Combine(Folder, "checkpoint.safetensors");

    /// <summary>The weights of the best epoch so far; there is no such file without validation items.</summary>
    public string BestPath => Path.Combine(Folder, "best.safetensors");

    /// <summary>The folder of the trained model.</summary>
    public string ModelPath => Path.Combine(Folder, "model");

    /// <summary>The <see cref="TrainingResult"/>; the last file written, because its presence says that the run is finished.</summary>
    public string ResultPath => Path.Combine(Folder, "result.json");

    /// <summary>Whether a training run was started here.</summary>
    public bool IsStarted => File.Exists(SpecPath);

    /// <summary>Whether it is finished.</summary>
    public bool IsFinished => File.Exists(ResultPath);

    /// <summary>What is run.</summary>
    /// <exception cref="RunStoreException">The file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or is of something else than a training run.</exception>
    public TrainingSpec ReadSpec() => JsonFile.Read<TrainingSpec>(SpecPath);

    /// <summary>The outcome.</summary>
    /// <exception cref="RunStoreException">The file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public TrainingResult ReadResult() => JsonFile.Read<TrainingResult>(ResultPath);

    /// <summary>The steps recorded so far.</summary>
    /// <exception cref="RunStoreException">The file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">A line is damaged.</exception>
    public IReadOnlyList<StepRecord> ReadSteps() => JsonLines.ReadAll<StepRecord>(StepsPath);

    /// <summary>The epochs recorded so far.</summary>
    /// <exception cref="RunStoreException">The file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">A line is damaged.</exception>
    public IReadOnlyList<TrainingEpoch> ReadEpochs() => JsonLines.ReadAll<TrainingEpoch>(EpochsPath);
}
