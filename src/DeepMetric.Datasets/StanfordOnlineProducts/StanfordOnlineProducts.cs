namespace DeepMetric.Datasets;

/// <summary>Stanford Online Products: 120,053 photographs of 22,634 products for sale, in 12 categories.</summary>
/// <remarks>
/// <para>Layout: <c>Ebay_train.txt</c> and <c>Ebay_test.txt</c>, each with the header <c>image_id class_id super_class_id path</c> and a line for each image,
/// beside a folder for each category; also inside the archive's own folder <c>Stanford_Online_Products</c>.
/// The split is the official one: no class is in both parts.</para>
/// <para>Paper: Song, Xiang, Jegelka and Savarese, "Deep Metric Learning via Lifted Structured Feature Embedding", CVPR 2016, arXiv 1511.06452.</para>
/// </remarks>
internal static class StanfordOnlineProducts
{
    private const string TrainList = "Ebay_train.txt";
    private const string TestList = "Ebay_test.txt";
    private const string Header = "image_id class_id super_class_id path";
    private const int OfficialImages = 120_053;

    /// <summary>Lists the images, if the set is there.</summary>
    /// <param name="dataRoots">The folders that hold one folder per data set.</param>
    /// <param name="name">The folder of the set, and its name.</param>
    /// <param name="looked">Every path that was tried and does not exist.</param>
    /// <returns>The images, or null where no root has both lists.</returns>
    /// <exception cref="InvalidDataException">A list is damaged, or names a file that does not exist.</exception>
    public static ImageIndex? TryLoad(IReadOnlyList<string> dataRoots, string name, out IReadOnlyList<string> looked)
    {
        if (OfficialFolder.Find(dataRoots, name, ["Stanford_Online_Products"], [[TrainList], [TestList]], out looked) is not (string folder, _))
        {
            return null;
        }

        var classes = new NameTable();
        var categories = new SortedDictionary<int, string>();
        ImageItem[] train = [.. ReadPart(folder, TrainList, ItemPart.Train, classes, categories)];
        int trainClasses = classes.Count;
        ImageItem[] test = [.. ReadPart(folder, TestList, ItemPart.Test, classes, categories)];
        foreach ((string list, ImageItem[] part) in ((string, ImageItem[])[])[(TrainList, train), (TestList, test)])
        {
            ListedFiles.Expect(Path.Combine(folder, list), folder, part);
        }

        string[] classNames = classes.Sort(out int[] labelOf);
        int[] superClasses = [.. categories.Keys];
        ImageItem[] items = [.. train.Concat(test).Select(item => item with { Label = labelOf[item.Label], Category = Array.BinarySearch(superClasses, item.Category!.Value) })];
        return new(name, folder, items, classNames, [.. categories.Values])
        {
            Source = "Stanford Online Products (H. O. Song, Y. Xiang, S. Jegelka, S. Savarese, CVPR 2016); https://cvgl.stanford.edu/projects/lifted_struct/",
            Licence = "MIT for the lists; the photographs belong to their makers and are for research",
            Notes = items.Length == OfficialImages
                ? []
                : [$"The official lists name {OfficialImages} images of 11318 training and 11316 test classes; these name {items.Length} of {trainClasses} and {classNames.Length - trainClasses}."],
        };
    }

    /// <summary>What a person does to get the set.</summary>
    /// <param name="name">The folder of the set.</param>
    public static string HowToGet(string name) =>
        $"Get Stanford_Online_Products.zip (2.9 GiB) from https://cvgl.stanford.edu/projects/lifted_struct/, unpack it into a folder named {name}, " +
        $"so that {name}/{TrainList} or {name}/Stanford_Online_Products/{TrainList} exists, and name the folder that holds {name} as a data root.";

    private static IEnumerable<ImageItem> ReadPart(string folder, string list, ItemPart part, NameTable classes, SortedDictionary<int, string> categories)
    {
        int classesBefore = classes.Count;
        bool isHeader = true;
        int count = 0;
        foreach (OfficialList line in OfficialList.Read(Path.Combine(folder, list)))
        {
            string[] words = line.Words(4, Header);
            if (isHeader)
            {
                isHeader = false;
                if (string.Join(' ', words) != Header)
                {
                    throw line.Error($"the header {Header}", Excerpt.Of(line.Text));
                }

                continue;
            }

            line.Number(words[0], "an image_id");
            line.Number(words[1], "a class_id");
            int category = line.Number(words[2], "a super_class_id");
            string path = line.ImagePath(words[3], folder);
            int label = classes.Add(words[1]);
            if (label < classesBefore)
            {
                throw line.Error("a class that is not in the training part", $"class {words[1]}");
            }

            string categoryFolder = path.Split('/')[0];
            if (!categories.TryAdd(category, categoryFolder) && categories[category] != categoryFolder)
            {
                throw line.Error($"images of super class {category} in {categories[category]}", Excerpt.Of(path));
            }

            count++;
            yield return new ImageItem { Path = path, Label = label, Part = part, Category = category };
        }

        if (count == 0)
        {
            throw new InvalidDataException($"{Path.Combine(folder, list)}: expected a line for each image, found none.");
        }
    }
}
