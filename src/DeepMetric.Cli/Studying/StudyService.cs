using DeepMetric.Cli.Comparing;
using DeepMetric.Datasets;
using DeepMetric.Lab.Runner.Studies;
using DeepMetric.Lab.Store;
using DeepMetric.Lab.Studies;

namespace DeepMetric.Cli.Studying;

/// <summary>What <c>lab</c> is made of; tests put other parts in.</summary>
internal sealed record StudyService
{
    /// <summary>Loads a data set, by its name or path.</summary>
    public required Func<string, DatasetRequest, DatasetSplit> Load { get; init; }

    /// <summary>Throws where a device, <c>cpu</c> or <c>cuda</c>, cannot be trained on.</summary>
    public required Action<string> RequireDevice { get; init; }

    /// <summary>What starts this program again: a program and its first arguments.</summary>
    public required IReadOnlyList<string> Program { get; init; }

    /// <summary>The value of an environment variable, or null.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>The folder of the studies that were not given one of their own.</summary>
    public string RunsFolder { get; init; } = "runs";

    /// <summary>Reads a study, checks its design, and finds its data sets.</summary>
    /// <param name="path">The study's file.</param>
    /// <param name="quick">Whether its quick form is wanted.</param>
    /// <param name="only">The names of the data sets to take; none for all.</param>
    /// <param name="dataRoots">The folders that hold one folder per data set; none for those of the environment.</param>
    /// <param name="looking">Told of each data set before it is read.</param>
    /// <exception cref="UsageException">The design is refused, or does not fit the data.</exception>
    public (StudySpec Spec, StudyPlace Place) Resolve(string path, bool quick, IReadOnlyList<string>? only, IReadOnlyList<string>? dataRoots, Action<string> looking)
    {
        if (!File.Exists(path))
        {
            throw new UsageException($"expected a study's file or folder, found none at '{path}'.");
        }

        var place = new StudyPlace { DataRoots = [.. DataRoots.Of(dataRoots, Variable).Select(Path.GetFullPath)] };
        try
        {
            StudyFile file = Read(path);
            file = only is { Count: > 0 } ? file.Of(only) : file;
            Refuse(StudyDesign.Problems(quick ? file.InQuickForm() : file));
            StudySpec spec = StudyResolver.Resolve(file, quick, place.DataRoots, Load, looking);
            Refuse(StudyDesign.Problems(spec));
            return (spec, place);
        }
        catch (ArgumentException problem)
        {
            throw new UsageException(ErrorLine.Of(problem));
        }
    }

    /// <summary>Checks the design of a study that no file has, and finds its data sets.</summary>
    /// <param name="file">The study.</param>
    /// <param name="dataRoots">The folders that hold one folder per data set.</param>
    /// <param name="load">Loads a data set by its name or path.</param>
    /// <exception cref="UsageException">The design is refused.</exception>
    /// <exception cref="ArgumentException">It does not fit the data.</exception>
    public static StudySpec Resolve(StudyFile file, IReadOnlyList<string> dataRoots, Func<string, DatasetRequest, DatasetSplit> load)
    {
        Refuse(StudyDesign.Problems(file));
        StudySpec spec = StudyResolver.Resolve(file, quick: false, dataRoots, load);
        Refuse(StudyDesign.Problems(spec));
        return spec;
    }

    /// <summary>The study in a folder.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static StudyLayout Open(string folder)
    {
        var layout = new StudyLayout(folder);
        return layout.IsStarted ? layout : throw new UsageException($"expected the folder of a study, found no study.json in '{folder}'.");
    }

    /// <summary>Writes a study into its folder, or checks that it is the one that is there.</summary>
    /// <exception cref="UsageException">The folder holds another study, or other files.</exception>
    public static StudyLayout Begin(string folder, StudySpec spec, StudyPlace place)
    {
        var layout = new StudyLayout(folder);
        if (layout.IsStarted)
        {
            IReadOnlyList<string> differences = SpecDifferences.Between(layout.ReadSpec(), spec);
            if (differences.Count > 0)
            {
                throw new UsageException($"'{folder}' holds another study: {string.Join("; ", differences.Take(3))}. Choose another folder by --out.");
            }
        }
        else if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new UsageException($"expected a new or empty folder, or that of the study, found files in '{folder}'.");
        }
        else
        {
            Directory.CreateDirectory(folder);
            JsonFile.Write(layout.SpecPath, spec);
        }

        JsonFile.Write(layout.PlacePath, place);
        return layout;
    }

    /// <summary>A worker of a study.</summary>
    public StudyWorker Worker(StudyLayout layout, int offset, IProgress<StudyEvent>? progress, bool waits)
    {
        StudyPlace place = PlaceOf(layout);
        IReadOnlyList<string> roots = place.DataRoots.Count > 0 ? place.DataRoots : DataRoots.Of(null, Variable);
        return new StudyWorker(layout, new StudyItems(roots, LoadFrom(place.ImageCache)), place.SeedBySeed ? 0 : offset, progress)
        {
            WaitsForOthers = waits,
            SeedBySeed = place.SeedBySeed,
            Until = place.Until,
        };
    }

    /// <summary>What workers know of this machine.</summary>
    public static StudyPlace PlaceOf(StudyLayout layout) => File.Exists(layout.PlacePath) ? JsonFile.Read<StudyPlace>(layout.PlacePath) : new StudyPlace();

    /// <summary>Lets workers of a study take all of its time.</summary>
    public static void EndTimeLimit(StudyLayout layout)
    {
        StudyPlace place = PlaceOf(layout);
        if (place.Until is not null)
        {
            JsonFile.Write(layout.PlacePath, place with { Until = null });
        }
    }

    /// <summary>Loads data sets with a folder of decoded images; null for none.</summary>
    public Func<string, DatasetRequest, DatasetSplit> LoadFrom(string? imageCache) => imageCache is null
        ? Load
        : (name, request) => Load(name, request with { Images = request.Images with { CacheFolder = imageCache } });

    private static StudyFile Read(string path)
    {
        try
        {
            return StudyReader.Read(path);
        }
        catch (InvalidDataException problem)
        {
            throw new UsageException(ErrorLine.Of(problem));
        }
    }

    private static void Refuse(IReadOnlyList<string> problems)
    {
        if (problems.Count > 0)
        {
            throw new UsageException($"the study's design is refused. {string.Join(" ", problems)}");
        }
    }
}
