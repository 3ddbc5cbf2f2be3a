namespace DeepMetric.Datasets;

/// <summary>Cars196 (Stanford Cars): 16,185 photographs of cars in 196 classes of make, model and year, each with the box of its car.</summary>
/// <remarks>
/// <para>Either of its layouts is read. With a devkit: <c>devkit/cars_meta.mat</c>, <c>devkit/cars_train_annos.mat</c> and the images in <c>cars_train/</c>; and, for
/// the test part, <c>cars_test_annos_withlabels.mat</c> (in <c>devkit/</c> or beside it) with <c>cars_test/</c>. Without the test part the 8,144 training images are the set.
/// Or a single file: <c>cars_annos.mat</c> with <c>car_ims/</c>.</para>
/// <para>Parts: class-disjoint (the metric-learning convention: the first half of the classes, 1 to 98, to train on; the second, 99 to 196, to test on), or the official
/// training and test images, which share their classes.</para>
/// <para>Boxes are the annotated ones, in pixels of the original images. They are meaningless for images that were resized since; and a crop must not go beyond the image.</para>
/// <para>Papers: Krause, Stark, Deng and Fei-Fei, 3dRR workshop at ICCV 2013; the class-disjoint split: Oh Song et al., CVPR 2016.</para>
/// </remarks>
public static class Cars196
{
    internal const string Name = "cars196";
    private const int OfficialTrain = 8_144;
    private const int OfficialAll = 16_185;

    /// <summary>Reads the annotations in a folder.</summary>
    /// <param name="folder">The folder that holds <c>devkit/</c> and <c>cars_train/</c>, or <c>cars_annos.mat</c> and <c>car_ims/</c>.</param>
    /// <param name="classDisjoint">Whether the classes are parted into training and test classes; else the images are, as officially.</param>
    /// <param name="checkImages">Whether every image has to be there.</param>
    /// <exception cref="DatasetNotFoundException">The folder has neither layout.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or images are missing.</exception>
    public static ImageIndex Load(string folder, bool classDisjoint = true, bool checkImages = true)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var missing = new List<string>();
        return CarsFiles.Find(folder, checkImages, missing) is CarsFiles files
            ? Read(folder, files, classDisjoint, checkImages)
            : throw new DatasetNotFoundException(Name, missing, HowToGet(Name));
    }

    /// <summary>Reads the set from the first data root that has it.</summary>
    /// <param name="dataRoots">The folders that hold one folder per data set.</param>
    /// <param name="name">The name of the data set, which is the name of its folder.</param>
    /// <param name="classDisjoint">As in <see cref="Load"/>.</param>
    /// <param name="checkImages">As in <see cref="Load"/>.</param>
    /// <param name="looked">Every path that was tried and did not exist.</param>
    /// <returns>The index, or null where no root has the set.</returns>
    internal static ImageIndex? TryLoad(IReadOnlyList<string> dataRoots, string name, bool classDisjoint, bool checkImages, out IReadOnlyList<string> looked)
    {
        var missing = new List<string>();
        looked = missing;
        foreach (string root in dataRoots)
        {
            string folder = Path.Combine(root, name);
            if (CarsFiles.Find(folder, checkImages, missing) is CarsFiles files)
            {
                return Read(folder, files, classDisjoint, checkImages);
            }
        }

        return null;
    }

    /// <summary>What a person does to get the files.</summary>
    internal static string HowToGet(string name) =>
        "Its official address (http://ai.stanford.edu/~jkrause/cars/car_dataset.html) no longer serves the files; get a copy of cars_train.tgz, cars_test.tgz, car_devkit.tgz and "
        + "cars_test_annos_withlabels.mat (or of car_ims.tgz and cars_annos.mat) from someone who has them, "
        + $"extract them into a folder named {name}, and name the folder that holds it as a data root. cars_train and devkit alone will do: the 8,144 training images.";

    private static ImageIndex Read(string folder, CarsFiles files, bool classDisjoint, bool checkImages)
    {
        string[] classNames;
        var items = new List<ImageItem>();
        var notes = new List<string> { "Boxes are in pixels of the original images: crop by them only where the images still have their original size." };
        switch (files)
        {
            case CarsFiles.Single single:
                classNames = CarsAnnotationFile.ReadClassNames(single.Annotations);
                Add(CarsAnnotationFile.Read(single.Annotations, "relative_im_path", classNames.Length, "test"), single.Annotations, folderName: null, isTest: false);
                break;
            case CarsFiles.Devkit devkit:
                classNames = CarsAnnotationFile.ReadClassNames(devkit.Meta);
                Add(CarsAnnotationFile.Read(devkit.Train, "fname", classNames.Length), devkit.Train, CarsFiles.TrainFolder, isTest: false);
                if (devkit.HasTest)
                {
                    Add(CarsAnnotationFile.Read(devkit.Test!, "fname", classNames.Length), devkit.Test!, CarsFiles.TestFolder, isTest: true);
                }
                else
                {
                    string reason = devkit.Test is null ? "the file of their classes, cars_test_annos_withlabels.mat, is missing" : $"the folder {CarsFiles.TestFolder} is missing";
                    notes.Add($"The official test images are left out, as {reason}: the {items.Count} official training images are the whole set.");
                }

                break;
            default:
                throw new ArgumentException($"Expected a known layout, found {files.GetType().Name}.", nameof(files));
        }

        int official = files is CarsFiles.Devkit { HasTest: false } ? OfficialTrain : OfficialAll;
        if (items.Count != official)
        {
            notes.Add($"Officially there are {official} images; the annotations here list {items.Count}.");
        }

        return new(Name, folder, items, classNames)
        {
            Source = "Cars196, Stanford Cars (J. Krause, M. Stark, J. Deng, L. Fei-Fei: 3D Object Representations for Fine-Grained Categorization, 3dRR 2013); "
                + "http://ai.stanford.edu/~jkrause/cars/car_dataset.html",
            Licence = "no licence is stated; given out for research, the photographs belong to their owners",
            Notes = notes,
        };

        void Add(CarsAnnotation[] annotations, string file, string? folderName, bool isTest)
        {
            ImageItem[] added = [.. annotations.Select(annotation => new ImageItem
            {
                Path = folderName is null ? annotation.Path : $"{folderName}/{annotation.Path}",
                Label = annotation.Label,
                Part = (classDisjoint ? annotation.Label >= classNames.Length / 2 : isTest || annotation.IsTest) ? ItemPart.Test : ItemPart.Train,
                Box = annotation.Box,
            })];
            ListedFiles.CheckDistinct(added, file);
            if (checkImages)
            {
                ListedFiles.Expect(file, folder, added);
            }

            items.AddRange(added);
        }
    }
}
