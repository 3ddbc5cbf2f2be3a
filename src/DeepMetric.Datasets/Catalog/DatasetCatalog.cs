namespace DeepMetric.Datasets;

/// <summary>The data sets that can be asked for by name.</summary>
public static class DatasetCatalog
{
    /// <summary>The embedded handwritten digits.</summary>
    public const string Digits = "digits";

    /// <summary>The generated Gaussian classes.</summary>
    public const string Synthetic = "synthetic";

    /// <summary>The generated Gaussian classes with three modes each, the finer level of labels.</summary>
    public const string SyntheticModes = "synthetic-modes";

    /// <summary>MNIST, from its files.</summary>
    public const string Mnist = "mnist";

    /// <summary>Fashion-MNIST, from its files.</summary>
    public const string FashionMnist = "fashion-mnist";

    /// <summary>All names, the built-in sets first.</summary>
    public static IReadOnlyList<string> Names { get; } = [Digits, Synthetic, SyntheticModes, Mnist, FashionMnist, .. NamedImages.Names];

    /// <summary>Loads a data set.</summary>
    /// <param name="name">Its name, one of <see cref="Names"/>; or the path of a folder of images, a table of images or a file of vectors.</param>
    /// <param name="request">Where to look for files, how to divide, to read images and to generate; null for the defaults.</param>
    /// <param name="cancellation">Stops the reading of images.</param>
    /// <exception cref="ArgumentException">No data set has this name, or an option lies outside its range.</exception>
    /// <exception cref="DatasetNotFoundException">The files of the set lie in none of the data roots.</exception>
    /// <exception cref="InvalidDataException">A file of the set is damaged, or test items were seen in training.</exception>
    /// <exception cref="ImageFileException">An image cannot be read.</exception>
    public static DatasetSplit Load(string name, DatasetRequest? request = null, CancellationToken cancellation = default)
    {
        request ??= new();
        if (ImagesOf(name, request, cancellation) is { } images)
        {
            return PlannedSplit.Of(ImageSet.Open(images, request.Images, cancellation), request.Split ?? new());
        }

        if (!Names.Contains(name) && File.Exists(name))
        {
            return VectorFiles.Load(name, request);
        }

        DatasetSplit split = InMemory(name, request);
        return request.Split is null ? split : PlannedSplit.Of(split, request.Split);
    }

    /// <summary>Lists the images of a data set without reading one; null for a set that does not come as images in files.</summary>
    /// <param name="name">Its name, one of <see cref="Names"/>; or the path of a folder or a table of images.</param>
    /// <param name="request">Where to look for files; null for the defaults.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <exception cref="ArgumentException">No data set has this name.</exception>
    /// <exception cref="DatasetNotFoundException">The files of the set lie in none of the data roots.</exception>
    /// <exception cref="InvalidDataException">A list of the set is damaged.</exception>
    public static ImageIndex? ImagesOf(string name, DatasetRequest? request = null, CancellationToken cancellation = default)
    {
        request ??= new();
        if (NamedImages.Names.Contains(name))
        {
            bool classDisjoint = request.Split?.Kind != SplitKind.Official;
            return NamedImages.Find(name, request.DataRoots, classDisjoint, out IReadOnlyList<string> looked)
                ?? throw new DatasetNotFoundException(name, looked, NamedImages.HowToGet(name));
        }

        return Names.Contains(name) ? null
            : Directory.Exists(name) ? ImageFolder.Read(name, cancellationToken: cancellation)
            : File.Exists(name) && !VectorFiles.AreIn(name) ? ImageTable.Read(name, cancellationToken: cancellation)
            : null;
    }

    /// <summary>Says whether a data set can be loaded, without loading it.</summary>
    /// <param name="name">Its name, one of <see cref="Names"/>.</param>
    /// <param name="dataRoots">The folders to look in.</param>
    /// <exception cref="ArgumentException">No data set has this name.</exception>
    public static DatasetAvailability Find(string name, IReadOnlyList<string> dataRoots)
    {
        ArgumentNullException.ThrowIfNull(dataRoots);
        switch (name)
        {
            case Digits or Synthetic or SyntheticModes:
                return new(name, IsAvailable: true, IsBuiltIn: true, Folder: null, PathsTried: [], HowToGet: null);
            case Mnist or FashionMnist:
                MnistFiles? files = MnistFiles.Find(dataRoots, name, out IReadOnlyList<string> looked);
                return files is null
                    ? new(name, IsAvailable: false, IsBuiltIn: false, Folder: null, looked, MnistFiles.HowToGet(name))
                    : new(name, IsAvailable: true, IsBuiltIn: false, files.Folder, PathsTried: [], HowToGet: null);
            case not null when NamedImages.Names.Contains(name):
                return FindImages(name, dataRoots);
            default:
                throw Unknown(name);
        }
    }

    /// <summary>The name nearest to a mistyped one, or null when none is near.</summary>
    /// <remarks>Near is an edit distance of at most two fifths of the longer word, letter case aside; or the beginning of a name, of 3 letters or more.</remarks>
    /// <param name="name">What was typed.</param>
    public static string? Suggest(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string typed = name.Trim().ToLowerInvariant();
        string? begun = Names.FirstOrDefault(known => typed.Length >= 3 && known.StartsWith(typed, StringComparison.Ordinal));
        string nearest = Names.MinBy(known => EditDistance.Between(typed, known))!;
        bool isNear = 5 * EditDistance.Between(typed, nearest) <= 2 * Math.Max(typed.Length, nearest.Length);
        return isNear ? nearest : begun;
    }

    private static DatasetAvailability FindImages(string name, IReadOnlyList<string> dataRoots)
    {
        try
        {
            ImageIndex? found = NamedImages.Find(name, dataRoots, classDisjoint: true, out IReadOnlyList<string> looked);
            return found is null
                ? new(name, IsAvailable: false, IsBuiltIn: false, Folder: null, looked, NamedImages.HowToGet(name))
                : new(name, IsAvailable: true, IsBuiltIn: false, found.Root, PathsTried: [], HowToGet: null);
        }
        catch (InvalidDataException damage)
        {
            return new(name, IsAvailable: false, IsBuiltIn: false, Folder: null, PathsTried: [], damage.Message);
        }
    }

    private static DatasetSplit InMemory(string name, DatasetRequest request) =>
        name switch
        {
            Digits => Datasets.Digits.Load(),
            Synthetic => Datasets.Synthetic.Generate(request.Synthetic ?? new(), request.Seed).Split,
            SyntheticModes => Renamed(Datasets.Synthetic.Generate(request.Synthetic ?? SyntheticOptions.ThreeModes, request.Seed).Split, name),
            Mnist or FashionMnist => Datasets.Mnist.Load(request.DataRoots, name),
            _ => throw Unknown(name),
        };

    private static DatasetSplit Renamed(DatasetSplit split, string name) =>
        new(name, split.Train, split.Test, split.ClassNames, split.Source, split.Licence, split.IsImage, split.Notes);

    private static ArgumentException Unknown(string? name)
    {
        string suggestion = Suggest(name ?? "") is string near ? $" Did you mean {near}?" : "";
        return new($"Expected a data set out of {string.Join(", ", Names)}, found \"{name}\".{suggestion}", nameof(name));
    }
}
