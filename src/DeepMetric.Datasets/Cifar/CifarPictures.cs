namespace DeepMetric.Datasets;

/// <summary>Reads a copy of CIFAR that lies there as pictures: <c>train/&lt;class&gt;/&lt;file&gt;</c> and <c>test/&lt;class&gt;/&lt;file&gt;</c>.</summary>
internal static class CifarPictures
{
    private static readonly string[] _extensions = [".jpg", ".jpeg", ".png", ".webp", ".bmp"];
    private static readonly (string Folder, ItemPart Part)[] _parts = [("train", ItemPart.Train), ("test", ItemPart.Test)];

    public static bool IsIn(string folder, List<string> missing)
    {
        string[] absent = [.. _parts.Select(part => Path.Combine(folder, part.Folder)).Where(path => !Directory.Exists(path))];
        missing.AddRange(absent);
        return absent.Length == 0;
    }

    public static ImageIndex Read(string folder, CifarFormat format)
    {
        string[] names = [.. _parts
            .SelectMany(part => Directory.EnumerateDirectories(Path.Combine(folder, part.Folder)))
            .Select(path => Path.GetFileName(path)!)
            .Where(name => !name.StartsWith('.'))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];
        if (names.Length != format.Classes)
        {
            throw new InvalidDataException($"{folder}: expected the folders of {format.Classes} classes in train and test, found {names.Length}.");
        }

        ImageItem[] items = [.. _parts.SelectMany(part => names.SelectMany((name, label) => Items(folder, $"{part.Folder}/{name}", label, part.Part)))];
        return new(format.Name, folder, items, names)
        {
            Notes =
            [
                $"Read from {items.Length} pictures in train/<class>/ and test/<class>/, not from the official binary batches.",
                .. format.CategoryFile is null ? (string[])[] : ["Folders of pictures do not tell the superclasses."],
            ],
        };
    }

    private static IEnumerable<ImageItem> Items(string root, string relative, int label, ItemPart part)
    {
        string folder = Path.Combine(root, relative.Replace('/', Path.DirectorySeparatorChar));
        string[] files = Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)!).Where(IsPicture).Order(StringComparer.Ordinal)]
            : [];
        return files.Length > 0
            ? files.Select(file => new ImageItem { Path = $"{relative}/{file}", Label = label, Part = part })
            : throw new InvalidDataException($"{folder}: expected pictures ({string.Join(", ", _extensions)}), found none.");
    }

    private static bool IsPicture(string file) => !file.StartsWith('.') && _extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);
}
