namespace DeepMetric.Datasets;

/// <summary>Omniglot: 1,623 characters of 50 alphabets, each drawn by 20 people.</summary>
/// <remarks>
/// <para>Layout: <c>images_background</c> (30 alphabets, the training part) and <c>images_evaluation</c> (20 alphabets, the test part), in each
/// <c>alphabet/character/drawing.png</c>; also inside <c>omniglot</c>, <c>python</c>, <c>omniglot/python</c> or <c>omniglot-master/python</c>.
/// A class is a character of an alphabet; the alphabet is its category.</para>
/// <para>Paper: Lake, Salakhutdinov and Tenenbaum, "Human-level concept learning through probabilistic program induction", Science 2015.</para>
/// </remarks>
internal static class Omniglot
{
    private const string Background = "images_background";
    private const string Evaluation = "images_evaluation";
    private const int OfficialImages = 32_460;

    /// <summary>Lists the images, if the set is there.</summary>
    /// <param name="dataRoots">The folders that hold one folder per data set.</param>
    /// <param name="name">The folder of the set, and its name.</param>
    /// <param name="looked">Every path that was tried and does not exist.</param>
    /// <returns>The images, sorted by path in each part; or null where no root has both folders.</returns>
    /// <exception cref="InvalidDataException">An image does not lie in alphabet and character, or an alphabet is in both parts.</exception>
    public static ImageIndex? TryLoad(IReadOnlyList<string> dataRoots, string name, out IReadOnlyList<string> looked)
    {
        string[] nested = ["omniglot", "python", "omniglot/python", "omniglot-master/python"];
        if (OfficialFolder.Find(dataRoots, name, nested, [[$"{Background}/"], [$"{Evaluation}/"]], out looked) is not (string folder, _))
        {
            return null;
        }

        var classes = new NameTable();
        var alphabets = new NameTable();
        List<ImageItem> items = ReadPart(folder, Background, ItemPart.Train, classes, alphabets, out List<string> notes);
        int background = alphabets.Count;
        List<ImageItem> test = ReadPart(folder, Evaluation, ItemPart.Test, classes, alphabets, out List<string> testNotes);
        ImageItem? both = test.Find(item => item.Category < background);
        if (both is not null)
        {
            throw new InvalidDataException($"{folder}: expected alphabets in {Evaluation} that are not in {Background}, found {alphabets.At(both.Category!.Value)} in both.");
        }

        items.AddRange(test);
        string[] classNames = classes.Sort(out int[] labelOf);
        string[] alphabetNames = alphabets.Sort(out int[] categoryOf);
        string[] incomplete = items.Count == OfficialImages ? [] : [$"The official set has {OfficialImages} images of 1623 characters; this one has {items.Count} of {classNames.Length}."];
        return new(name, folder, [.. items.Select(item => item with { Label = labelOf[item.Label], Category = categoryOf[item.Category!.Value] })], classNames, alphabetNames)
        {
            Source = "Omniglot (B. M. Lake, R. Salakhutdinov, J. B. Tenenbaum, Science 2015); https://github.com/brendenlake/omniglot",
            Licence = "MIT",
            Notes = [.. notes, .. testNotes, .. incomplete],
        };
    }

    /// <summary>What a person does to get the set.</summary>
    /// <param name="name">The folder of the set.</param>
    public static string HowToGet(string name) =>
        $"Get python/{Background}.zip and python/{Evaluation}.zip from https://github.com/brendenlake/omniglot, unpack both into a folder named {name}, " +
        $"and name the folder that holds {name} as a data root.";

    private static List<ImageItem> ReadPart(string folder, string part, ItemPart itemPart, NameTable classes, NameTable alphabets, out List<string> notes)
    {
        string root = Path.Combine(folder, part);
        FolderScan scan = FolderScan.Of(root, CancellationToken.None);
        notes = [.. scan.Notes.Select(note => $"{part}: {note}")];
        var items = new List<ImageItem>(scan.Images.Count);
        foreach (string path in scan.Images)
        {
            if (path.Split('/') is not [string alphabet, string character, _])
            {
                throw new InvalidDataException($"{root}: expected alphabet/character/drawing.png, found {path}.");
            }

            items.Add(new() { Path = $"{part}/{path}", Label = classes.Add($"{alphabet}/{character}"), Part = itemPart, Category = alphabets.Add(alphabet) });
        }

        return items.Count > 0 ? items : throw new InvalidDataException($"{root}: expected alphabet/character/drawing.png, found no image.");
    }
}
