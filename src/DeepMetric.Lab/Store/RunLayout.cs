using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Store;

/// <summary>Where the files of a run lie, and reading them. Takes no lock and changes nothing; <see cref="RunFolder"/> is for writing.</summary>
public sealed class RunLayout
{
    /// <summary>Creates the layout of a folder, which need not exist.</summary>
    /// <param name="folder">The run folder.</param>
    public RunLayout(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Folder = folder;
    }

    /// <summary>The run folder, as given.</summary>
    public string Folder { get; }

    /// <summary>The <see cref="ComparisonSpec"/>; the first file written.</summary>
    public string SpecPath => Path.Combine(Folder, ClaimedFolder.SpecName);

    /// <summary>The <see cref="EnvironmentFacts"/>.</summary>
    public string EnvironmentPath => Path.Combine(Folder, "environment.json");

    /// <summary>The <see cref="Runs.Timings"/>.</summary>
    public string TimingsPath => Path.Combine(Folder, "timings.json");

    /// <summary>The <see cref="ComparisonResults"/>; it has to be the last file written, because its presence says that the run is finished.</summary>
    public string ResultsPath => Path.Combine(Folder, "results.json");

    /// <summary>The report.</summary>
    public string ReportPath => Path.Combine(Folder, "report.html");

    /// <summary>The lock file of the process that writes the folder.</summary>
    public string LockPath => Path.Combine(Folder, ClaimedFolder.LockName);

    /// <summary>Whether a run was started here: its specification is there.</summary>
    public bool IsStarted => File.Exists(SpecPath);

    /// <summary>Whether the run is finished: its results are there.</summary>
    public bool IsFinished => File.Exists(ResultsPath);

    /// <summary>The files of one training run.</summary>
    /// <param name="key">Which run.</param>
    public UnitLayout Unit(UnitKey key) => new(Folder, key);

    /// <summary>What is run.</summary>
    /// <exception cref="RunStoreException">The file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public ComparisonSpec ReadSpec() => JsonFile.Read<ComparisonSpec>(SpecPath);

    /// <summary>The results.</summary>
    /// <exception cref="RunStoreException">The file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public ComparisonResults ReadResults() => JsonFile.Read<ComparisonResults>(ResultsPath);

    /// <summary>Where it was run; null where that was not written.</summary>
    /// <exception cref="RunStoreException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public EnvironmentFacts? ReadEnvironment() => File.Exists(EnvironmentPath) ? JsonFile.Read<EnvironmentFacts>(EnvironmentPath) : null;

    /// <summary>How long it took; null where that was not written.</summary>
    /// <exception cref="RunStoreException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public Timings? ReadTimings() => File.Exists(TimingsPath) ? JsonFile.Read<Timings>(TimingsPath) : null;

    internal static void CreateFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (RunStoreException.IsFromFileSystem(exception))
        {
            throw RunStoreException.From("create the folder", folder, exception);
        }
    }
}
