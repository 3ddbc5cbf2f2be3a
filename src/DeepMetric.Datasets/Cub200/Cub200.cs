namespace DeepMetric.Datasets;

/// <summary>CUB-200-2011 (Caltech-UCSD Birds): 11,788 photographs of birds in 200 classes, each with the box of its bird.</summary>
/// <remarks>
/// <para>Read are <c>images.txt</c>, <c>image_class_labels.txt</c>, <c>train_test_split.txt</c>, <c>bounding_boxes.txt</c> and <c>classes.txt</c> beside the folder
/// <c>images/</c>, in the folder named or in the <c>CUB_200_2011/</c> inside it that the archive extracts to.</para>
/// <para>Parts: class-disjoint (the metric-learning convention: the first half of the classes, 1 to 100 with 5,864 images, to train on; the second, 101 to 200 with
/// 5,924, to test on), or the official training and test images (5,994 and 5,794), which share their classes.</para>
/// <para>Boxes are the annotated ones; a few go beyond their image, and a crop has to stop at its edge.</para>
/// <para>Papers: Wah, Branson, Welinder, Perona and Belongie, technical report CNS-TR-2011-001, Caltech 2011; the class-disjoint split: Oh Song et al., CVPR 2016.</para>
/// </remarks>
public static class Cub200
{
    internal const string Name = "cub200";
    private const int OfficialCount = 11_788;

    /// <summary>Reads the annotations in a folder.</summary>
    /// <param name="folder">The folder that holds <c>images.txt</c> and the rest, or that holds <c>CUB_200_2011/</c>.</param>
    /// <param name="classDisjoint">Whether the classes are parted into training and test classes; else the images are, as officially.</param>
    /// <param name="checkImages">Whether every image has to be there.</param>
    /// <exception cref="DatasetNotFoundException">The files are not there.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or images are missing.</exception>
    public static ImageIndex Load(string folder, bool classDisjoint = true, bool checkImages = true)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var missing = new List<string>();
        return CubFiles.Find(folder, checkImages, missing) is CubFiles files
            ? Read(files, classDisjoint, checkImages)
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
            if (CubFiles.Find(Path.Combine(root, name), checkImages, missing) is CubFiles files)
            {
                return Read(files, classDisjoint, checkImages);
            }
        }

        return null;
    }

    /// <summary>What a person does to get the files.</summary>
    internal static string HowToGet(string name) =>
        $"Get CUB_200_2011.tgz from https://data.caltech.edu/records/65de6-vp158, extract it into a folder named {name}, and name the folder that holds it as a data root.";

    private static ImageIndex Read(CubFiles files, bool classDisjoint, bool checkImages)
    {
        var classes = new CubTable(files.Classes, fields: 1);
        var images = new CubTable(files.Images, fields: 1);
        var labels = new CubTable(files.Labels, fields: 1, images.Count);
        var parts = new CubTable(files.Parts, fields: 1, images.Count);
        var boxes = new CubTable(files.Boxes, fields: 4, images.Count);
        string[] classNames = [.. Enumerable.Range(0, classes.Count).Select(row => classes.Text(row))];
        ImageItem[] items = [.. Enumerable.Range(0, images.Count).Select(Item)];
        ListedFiles.CheckDistinct(items, files.Images);
        if (checkImages)
        {
            ListedFiles.Expect(files.Images, files.Folder, items);
        }

        return new(Name, files.Folder, items, classNames)
        {
            Source = "CUB-200-2011, Caltech-UCSD Birds (C. Wah, S. Branson, P. Welinder, P. Perona, S. Belongie: The Caltech-UCSD Birds-200-2011 Dataset, CNS-TR-2011-001, 2011); "
                + "https://www.vision.caltech.edu/datasets/cub_200_2011/",
            Licence = "non-commercial research and educational use only; the photographs belong to their owners",
            Notes = items.Length == OfficialCount ? [] : [$"Officially there are {OfficialCount} images; the annotations here list {items.Length}."],
        };

        ImageItem Item(int row)
        {
            string path = ListedFiles.IsInside(images.Text(row)) ? images.Text(row) : throw images.ErrorAt(row, "the path of an image", $"\"{images.Text(row)}\"");
            int label = labels.Whole(row, 1, classNames.Length) - 1;
            bool isOfficialTrain = parts.Whole(row, 0, 1) == 1;
            return new()
            {
                Path = $"{CubFiles.ImageFolder}/{path}",
                Label = label,
                Part = (classDisjoint ? label < classNames.Length / 2 : isOfficialTrain) ? ItemPart.Train : ItemPart.Test,
                Box = new(boxes.Number(row, 0, canBeZero: true), boxes.Number(row, 1, canBeZero: true), boxes.Number(row, 2, canBeZero: false), boxes.Number(row, 3, canBeZero: false)),
            };
        }
    }
}
