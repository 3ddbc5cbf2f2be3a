namespace DeepMetric.Datasets;

/// <summary>Tiny ImageNet: 200 classes of ImageNet at 64x64, 500 training and 50 validation images each.</summary>
/// <remarks>
/// <para>Layout: <c>wnids.txt</c> (the classes), <c>words.txt</c> (their names), <c>train/wnid/images/*.JPEG</c>, <c>val/images</c> and
/// <c>val/val_annotations.txt</c> (file, class and box, separated by tabs); also inside the archive's own folder <c>tiny-imagenet-200</c>.</para>
/// <para>The official test images have no labels, so the validation images are the test part, as is usual. Boxes are not used: the images are small already.</para>
/// <para>Source: Stanford CS231n's course project, from ImageNet (Russakovsky et al., IJCV 2015).</para>
/// </remarks>
internal static class TinyImageNet
{
    private const string Classes = "wnids.txt";
    private const string Words = "words.txt";
    private const string Annotations = "val/val_annotations.txt";

    /// <summary>Lists the images, if the set is there.</summary>
    /// <param name="dataRoots">The folders that hold one folder per data set.</param>
    /// <param name="name">The folder of the set, and its name.</param>
    /// <param name="looked">Every path that was tried and does not exist.</param>
    /// <returns>The images, sorted by path in each part; or null where no root has all of the files.</returns>
    /// <exception cref="InvalidDataException">A list is damaged, a class has no images, or a list names a file that does not exist.</exception>
    public static ImageIndex? TryLoad(IReadOnlyList<string> dataRoots, string name, out IReadOnlyList<string> looked)
    {
        string[][] needed = [[Classes], [Words], ["train/"], [Annotations], ["val/images/"]];
        if (OfficialFolder.Find(dataRoots, name, ["tiny-imagenet-200"], needed, out looked) is not (string folder, _))
        {
            return null;
        }

        Dictionary<string, int> labels = ReadClasses(Path.Combine(folder, Classes));
        string[] classNames = ReadNames(Path.Combine(folder, Words), labels);
        var items = new List<ImageItem>();
        foreach ((string wnid, int label) in labels)
        {
            items.AddRange(ReadTrain(folder, wnid, label));
        }

        string annotations = Path.Combine(folder, Annotations);
        ImageItem[] test = [.. ReadTest(annotations, folder, labels).OrderBy(item => item.Path, StringComparer.Ordinal)];
        if (test.Length == 0)
        {
            throw new InvalidDataException($"{annotations}: expected a line for each image, found none.");
        }

        ListedFiles.Expect(annotations, folder, test);
        items.AddRange(test);
        return new(name, folder, items, classNames)
        {
            Source = "Tiny ImageNet (Stanford CS231n), from ImageNet (O. Russakovsky et al., IJCV 2015); http://cs231n.stanford.edu/tiny-imagenet-200.zip",
            Licence = "ImageNet's terms: research and teaching, not commercial",
            Notes = ["The validation images are the test part, as the official test images have no labels."],
        };
    }

    /// <summary>What a person does to get the set.</summary>
    /// <param name="name">The folder of the set.</param>
    public static string HowToGet(string name) =>
        $"Get http://cs231n.stanford.edu/tiny-imagenet-200.zip (237 MiB), unpack it into a folder named {name}, so that {name}/{Classes} or " +
        $"{name}/tiny-imagenet-200/{Classes} exists, and name the folder that holds {name} as a data root.";

    private static Dictionary<string, int> ReadClasses(string file)
    {
        var wnids = new SortedSet<string>(StringComparer.Ordinal);
        foreach (OfficialList line in OfficialList.Read(file))
        {
            string wnid = line.Text.Trim();
            if (wnid.Any(c => !char.IsAsciiLetterOrDigit(c)))
            {
                throw line.Error("the id of a class, such as n01443537", Excerpt.Of(wnid));
            }

            if (!wnids.Add(wnid))
            {
                throw line.Error("each class once", $"{wnid} again");
            }
        }

        if (wnids.Count == 0)
        {
            throw new InvalidDataException($"{file}: expected the id of a class in each line, found none.");
        }

        var labels = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string wnid in wnids)
        {
            labels.Add(wnid, labels.Count);
        }

        return labels;
    }

    private static string[] ReadNames(string file, Dictionary<string, int> labels)
    {
        // A class without a word keeps its id as its name.
        string[] names = [.. labels.Keys];
        foreach (OfficialList line in OfficialList.Read(file))
        {
            string[] words = line.Words(2, "the id of a class and its words");
            if (labels.TryGetValue(words[0], out int label))
            {
                names[label] = $"{words[0]} {words[1]}";
            }
        }

        return names;
    }

    private static IEnumerable<ImageItem> ReadTrain(string folder, string wnid, int label)
    {
        string images = Path.Combine(folder, "train", wnid, "images");
        string[] files = Directory.Exists(images)
            ? [.. Directory.EnumerateFiles(images, "*", SearchOption.TopDirectoryOnly).Select(file => Path.GetFileName(file)).Where(IsImage).Order(StringComparer.Ordinal)]
            : [];
        return files.Length > 0
            ? files.Select(file => new ImageItem { Path = $"train/{wnid}/images/{file}", Label = label, Part = ItemPart.Train })
            : throw new InvalidDataException($"{images}: expected the images of class {wnid}, found none.");
    }

    private static IEnumerable<ImageItem> ReadTest(string file, string folder, Dictionary<string, int> labels)
    {
        foreach (OfficialList line in OfficialList.Read(file))
        {
            string[] words = line.Text.Split('\t', StringSplitOptions.TrimEntries);
            if (words.Length < 2)
            {
                throw line.Error("a file and its class, separated by a tab", Excerpt.Of(line.Text));
            }

            if (!labels.TryGetValue(words[1], out int label))
            {
                throw line.Error($"a class of {Classes}", Excerpt.Of(words[1]));
            }

            yield return new() { Path = line.ImagePath($"val/images/{words[0]}", folder), Label = label, Part = ItemPart.Test };
        }
    }

    private static bool IsImage(string file) => !file.StartsWith('.') && Path.GetExtension(file).ToUpperInvariant() is ".JPEG" or ".JPG" or ".PNG";
}
