namespace DeepMetric.Datasets;

/// <summary>DeepFashion's In-Shop Clothes Retrieval: 52,712 photographs of 7,982 pieces of clothing; test images are split into queries and a gallery.</summary>
/// <remarks>
/// <para>Layout: <c>list_eval_partition.txt</c> (a line with the number of images, the header <c>image_name item_id evaluation_status</c>, a line for each image),
/// also inside <c>Eval</c> or <c>Anno</c>, and the folder <c>img</c>, also inside <c>Img</c>.</para>
/// <para>Items marked <c>train</c> are the training part; those marked <c>query</c> and <c>gallery</c> are the test part, where the first only search and the second
/// are only found. The class is the piece of clothing. Where all paths have the official form <c>img/WOMEN/Dresses/...</c>, the category is <c>WOMEN/Dresses</c>.</para>
/// <para>Paper: Liu, Luo, Qiu, Wang and Tang, "DeepFashion: Powering Robust Clothes Recognition and Retrieval with Rich Annotations", CVPR 2016.</para>
/// </remarks>
internal static class InShop
{
    private const string List = "list_eval_partition.txt";
    private const string Header = "image_name item_id evaluation_status";

    private static readonly string[] _nested = ["In-shop Clothes Retrieval Benchmark", "In-shop_Clothes_Retrieval_Benchmark", "DeepFashion/In-shop Clothes Retrieval Benchmark"];
    private static readonly string[][] _needed = [[List, $"Eval/{List}", $"Anno/{List}"], ["img/", "Img/img/"]];

    /// <summary>Lists the images, if the set is there.</summary>
    /// <param name="dataRoots">The folders that hold one folder per data set.</param>
    /// <param name="name">The folder of the set, and its name.</param>
    /// <param name="looked">Every path that was tried and does not exist.</param>
    /// <returns>The images, or null where no root has the list and the images.</returns>
    /// <exception cref="InvalidDataException">The list is damaged, or names a file that does not exist.</exception>
    public static ImageIndex? TryLoad(IReadOnlyList<string> dataRoots, string name, out IReadOnlyList<string> looked)
    {
        if (OfficialFolder.Find(dataRoots, name, _nested, _needed, out looked) is not (string folder, [string listPlace, string imagePlace]))
        {
            return null;
        }

        string list = Path.Combine(folder, listPlace);
        string before = imagePlace[..^"img/".Length];
        var classes = new NameTable();
        List<(ImageItem Item, string Listed)> found = ReadItems(list, folder, before, classes);
        ExpectDisjoint(list, found, classes);
        string[] classNames = classes.Sort(out int[] labelOf);
        ImageItem[] items = [.. found.Select(line => line.Item with { Label = labelOf[line.Item.Label] })];
        ListedFiles.Expect(list, folder, items);
        var categories = new NameTable();
        bool haveCategories = found.TrueForAll(line => CategoryOf(line.Listed) is not null);
        if (haveCategories)
        {
            int[] places = [.. found.Select(line => categories.Add(CategoryOf(line.Listed)))];
            categories.Sort(out int[] categoryOf);
            items = [.. items.Select((item, i) => item with { Category = categoryOf[places[i]] })];
        }

        return new(name, folder, items, classNames, categories.Sort(out _))
        {
            Source = "DeepFashion, In-shop Clothes Retrieval Benchmark (Z. Liu, P. Luo, S. Qiu, X. Wang, X. Tang, CVPR 2016); https://mmlab.ie.cuhk.edu.hk/projects/DeepFashion.html",
            Licence = "research only, not commercial; the makers' agreement has to be signed",
            Notes = ["Recall is computed from the query images to the gallery images of the test part."],
        };
    }

    /// <summary>What a person does to get the set.</summary>
    /// <param name="name">The folder of the set.</param>
    public static string HowToGet(string name) =>
        $"Ask for the In-shop Clothes Retrieval Benchmark as https://mmlab.ie.cuhk.edu.hk/projects/DeepFashion/InShopRetrieval.html says (an agreement has to be signed), " +
        $"unpack img.zip and put the folder img and {List} (or the folder Eval with it) into a folder named {name}, and name the folder that holds {name} as a data root.";

    private static List<(ImageItem Item, string Listed)> ReadItems(string list, string folder, string before, NameTable classes)
    {
        var items = new List<(ImageItem, string)>();
        int expected = -1;
        bool isHeader = true;
        foreach (OfficialList line in OfficialList.Read(list))
        {
            if (expected < 0)
            {
                expected = line.Number(line.Text.Trim(), "the number of images");
                continue;
            }

            string[] words = line.Words(3, Header);
            if (isHeader)
            {
                isHeader = false;
                if (string.Join(' ', words) != Header)
                {
                    throw line.Error($"the header {Header}", Excerpt.Of(line.Text));
                }

                continue;
            }

            string listed = line.ImagePath(words[0], folder);
            items.Add((new ImageItem
            {
                Path = before + listed,
                Label = classes.Add(words[1]),
                Part = words[2] switch
                {
                    "train" => ItemPart.Train,
                    "query" or "gallery" => ItemPart.Test,
                    _ => throw line.Error("train, query or gallery", Excerpt.Of(words[2])),
                },
                IsQuery = words[2] != "gallery",
                IsGallery = words[2] != "query",
            }, listed));
        }

        return items.Count > 0 && items.Count == expected
            ? items
            : throw new InvalidDataException($"{list}, line 1: expected the number of images that are listed, {items.Count}, found {(expected < 0 ? "nothing" : $"{expected}")}.");
    }

    private static void ExpectDisjoint(string list, List<(ImageItem Item, string Listed)> items, NameTable classes)
    {
        HashSet<int> train = [.. items.Where(line => line.Item.Part == ItemPart.Train).Select(line => line.Item.Label)];
        (ImageItem? both, _) = items.Find(line => line.Item.Part == ItemPart.Test && train.Contains(line.Item.Label));
        if (both is not null)
        {
            throw new InvalidDataException($"{list}: expected test items that are not in the training part, found {classes.At(both.Label)} in both, as in {both.Path}.");
        }
    }

    private static string? CategoryOf(string path) => path.Split('/') is ["img", string wearer, string kind, _, _] ? $"{wearer}/{kind}" : null;
}
