using DeepMetric.Lab.Store;

namespace DeepMetric.Lab.Studies;

/// <summary>Where the files of a study lie.</summary>
/// <param name="Folder">The study's folder.</param>
public sealed record StudyLayout(string Folder)
{
    /// <summary>The <see cref="StudySpec"/>; the first file written.</summary>
    public string SpecPath => Path.Combine(Folder, "study.json");

    /// <summary>The <see cref="StudyPlace"/>: what workers need to know of this machine.</summary>
    public string PlacePath => Path.Combine(Folder, "place.json");

    /// <summary>The results of the analysis.</summary>
    public string ResultsPath => Path.Combine(Folder, "results.json");

    /// <summary>The report.</summary>
    public string ReportPath => Path.Combine(Folder, "report.html");

    /// <summary>The report in Markdown.</summary>
    public string MarkdownPath => Path.Combine(Folder, "report.md");

    /// <summary>Every number, as comma-separated values.</summary>
    public string CsvPath => Path.Combine(Folder, "numbers.csv");

    /// <summary>Every number, as a Parquet file.</summary>
    public string ParquetPath => Path.Combine(Folder, "numbers.parquet");

    /// <summary>Where event files for TensorBoard lie, a folder a run.</summary>
    public string EventsFolder => Path.Combine(Folder, "tensorboard");

    /// <summary>Whether there is a study.</summary>
    public bool IsStarted => File.Exists(SpecPath);

    /// <summary>The folder of all units.</summary>
    public string UnitsFolder => Path.Combine(Folder, "units");

    /// <summary>The folder of a unit.</summary>
    /// <param name="id">Its id.</param>
    public string UnitFolder(string id) => Path.Combine(UnitsFolder, id);

    /// <summary>The <see cref="UnitSpec"/> of a unit.</summary>
    /// <param name="id">Its id.</param>
    public string UnitSpecPath(string id) => Path.Combine(UnitFolder(id), "spec.json");

    /// <summary>The <see cref="UnitOutcome"/> of a unit, the last file written.</summary>
    /// <param name="id">Its id.</param>
    public string OutcomePath(string id) => Path.Combine(UnitFolder(id), "outcome.json");

    /// <summary>The <see cref="UnitTime"/> of a unit.</summary>
    /// <param name="id">Its id.</param>
    public string TimePath(string id) => Path.Combine(UnitFolder(id), "time.json");

    /// <summary>The embeddings that a unit kept: float32, row by row.</summary>
    /// <param name="id">Its id.</param>
    public string EmbeddingsPath(string id) => Path.Combine(UnitFolder(id), "embeddings.f32");

    /// <summary>The study.</summary>
    /// <exception cref="RunStoreException">The file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public StudySpec ReadSpec() => JsonFile.Read<StudySpec>(SpecPath);

    /// <summary>What a unit came to; null where it is not finished.</summary>
    /// <param name="id">Its id.</param>
    public UnitOutcome? ReadOutcome(string id) => File.Exists(OutcomePath(id)) ? JsonFile.Read<UnitOutcome>(OutcomePath(id)) : null;

    /// <summary>How long a unit took; null where that was not written.</summary>
    /// <param name="id">Its id.</param>
    public UnitTime? ReadTime(string id) => File.Exists(TimePath(id)) ? JsonFile.Read<UnitTime>(TimePath(id)) : null;
}

/// <summary>What workers need to know of the machine, and what decides no number.</summary>
public sealed record StudyPlace
{
    /// <summary>The folders that hold one folder per data set.</summary>
    public IReadOnlyList<string> DataRoots { get; init; } = [];

    /// <summary>The folder of decoded images that workers share; null where each decodes its own.</summary>
    public string? ImageCache { get; init; }

    /// <summary>Whether units are taken in the order of <see cref="UnitOrder.SeedBySeed"/>.</summary>
    public bool SeedBySeed { get; init; }

    /// <summary>When no further unit is begun; null where all are.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>How long a unit took.</summary>
/// <param name="TrainingSeconds">Training, of the process that finished it.</param>
/// <param name="EvaluationSeconds">Everything else.</param>
/// <param name="Host">The machine.</param>
public sealed record UnitTime(double TrainingSeconds, double EvaluationSeconds, string Host);
