namespace DeepMetric.Datasets;

/// <summary>Where the files of Cars196 lie, in either of the layouts it comes in.</summary>
internal abstract record CarsFiles
{
    /// <summary>The folder of the training images in the layout with a devkit.</summary>
    public const string TrainFolder = "cars_train";

    /// <summary>The folder of the test images in the layout with a devkit.</summary>
    public const string TestFolder = "cars_test";

    /// <summary>The folder of all images in the layout with a single file of annotations.</summary>
    public const string SingleFolder = "car_ims";

    private const string TestLabels = "cars_test_annos_withlabels.mat";

    private CarsFiles()
    {
    }

    /// <summary>Looks for a layout in a folder: the devkit with both parts, then the single file, then the devkit with the training part alone.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="needsImages">Whether the folders of images have to be there too.</param>
    /// <param name="missing">Gets every path that was tried and does not exist.</param>
    /// <returns>What was found, or null.</returns>
    public static CarsFiles? Find(string folder, bool needsImages, List<string> missing)
    {
        string? meta = First(folder, "cars_meta.mat", missing);
        string? train = First(folder, "cars_train_annos.mat", missing);
        bool hasTrain = HasFolder(folder, TrainFolder, needsImages, missing);
        Devkit? devkit = meta is null || train is null || !hasTrain ? null : new(meta, train, First(folder, TestLabels, missing), HasFolder(folder, TestFolder, needsImages, missing));
        if (devkit is { HasTest: true })
        {
            return devkit;
        }

        string? single = First(folder, "cars_annos.mat", missing);
        bool hasImages = HasFolder(folder, SingleFolder, needsImages, missing);
        return single is not null && hasImages ? new Single(single) : devkit;
    }

    private static string? First(string folder, string name, List<string> missing)
    {
        foreach (string candidate in (string[])[Path.Combine(folder, "devkit", name), Path.Combine(folder, name)])
        {
            if (File.Exists(candidate))
            {
                return candidate;
            }

            missing.Add(candidate);
        }

        return null;
    }

    private static bool HasFolder(string folder, string name, bool isNeeded, List<string> missing)
    {
        string path = Path.Combine(folder, name);
        if (!isNeeded || Directory.Exists(path))
        {
            return true;
        }

        missing.Add(path);
        return false;
    }

    /// <summary>The layout with a devkit.</summary>
    /// <param name="Meta">The file of the class names.</param>
    /// <param name="Train">The annotations of the training images.</param>
    /// <param name="Test">The annotations of the test images with their classes, or null.</param>
    /// <param name="HasTestFolder">Whether the test images are there.</param>
    public sealed record Devkit(string Meta, string Train, string? Test, bool HasTestFolder) : CarsFiles
    {
        /// <summary>Whether the test part can be read.</summary>
        public bool HasTest => Test is not null && HasTestFolder;
    }

    /// <summary>The layout with a single file of annotations.</summary>
    /// <param name="Annotations">That file.</param>
    public sealed record Single(string Annotations) : CarsFiles;
}
