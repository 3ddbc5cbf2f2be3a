using DeepMetric.Lab.Runs;

namespace DeepMetric.Lab.Store;

/// <summary>Where the files of one training run lie inside a run folder.</summary>
public sealed class UnitLayout
{
    internal UnitLayout(string runFolder, UnitKey key)
    {
        Key = key;
        Folder = Path.Combine(runFolder, key.RelativeFolder.Replace('/', Path.DirectorySeparatorChar));
    }

    private UnitLayout(UnitKey key, string folder)
    {
        Key = key;
        Folder = folder;
    }

    /// <summary>The layout of a unit that has a folder of its own.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="key">Which run this is.</param>
    public static UnitLayout At(string folder, UnitKey key)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return new UnitLayout(key, folder);
    }

    /// <summary>Which run this is.</summary>
    public UnitKey Key { get; }

    /// <summary>The unit's folder, e.g. <c>units/main/triplet/seed-1</c>.</summary>
    public string Folder { get; }

    /// <summary><see cref="StepRecord"/> of each step, one a line.</summary>
    public string StepsPath => Path.Combine(Folder, "steps.jsonl");

    /// <summary><see cref="EpochRecord"/> of each epoch, one a line.</summary>
    public string EpochsPath => Path.Combine(Folder, "epochs.jsonl");

    /// <summary>The <see cref="UnitResult"/>; it is the last file written.</summary>
    public string ResultPath => Path.Combine(Folder, "result.json");

    /// <summary>The <see cref="Showcase"/>.</summary>
    public string ShowcasePath => Path.Combine(Folder, "showcase.json");

    /// <summary>Whether the unit is done: its result is there.</summary>
    public bool IsFinished => File.Exists(ResultPath);

    /// <summary>A part of the checkpoint, e.g. <c>checkpoint.safetensors</c>.</summary>
    /// <param name="extension">The part's extension, without a dot.</param>
    public string CheckpointPath(string extension)
    {
        ArgumentException.ThrowIfNullOrEmpty(extension);
        return Path.Combine(Folder, "checkpoint." + extension);
    }

    /// <summary>Makes the unit's folder if it is missing.</summary>
    /// <exception cref="RunStoreException">It cannot be made.</exception>
    public void CreateFolder() => RunLayout.CreateFolder(Folder);

    /// <summary>The steps recorded so far.</summary>
    /// <exception cref="RunStoreException">The file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">A line is damaged.</exception>
    public IReadOnlyList<StepRecord> ReadSteps() => JsonLines.ReadAll<StepRecord>(StepsPath);

    /// <summary>The epochs recorded so far.</summary>
    /// <exception cref="RunStoreException">The file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">A line is damaged.</exception>
    public IReadOnlyList<EpochRecord> ReadEpochs() => JsonLines.ReadAll<EpochRecord>(EpochsPath);

    /// <summary>The unit's result.</summary>
    /// <exception cref="RunStoreException">The file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public UnitResult ReadResult() => JsonFile.Read<UnitResult>(ResultPath);

    /// <summary>The unit's showcase; null where none was written.</summary>
    /// <exception cref="RunStoreException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public Showcase? ReadShowcase() => File.Exists(ShowcasePath) ? JsonFile.Read<Showcase>(ShowcasePath) : null;
}
