using Microsoft.Win32.SafeHandles;

namespace DeepMetric.Datasets;

/// <summary>Reads the binary batches of CIFAR-10 and CIFAR-100: the labels are read and checked, the pixels only found.</summary>
/// <remarks>Each record is a byte for the class (in CIFAR-100 a byte for the superclass before it) and 3,072 bytes of pixels: red, green, blue, row after row.
/// A file has any number of whole records, so that parts of the official sets can be read too.</remarks>
internal static class CifarBatches
{
    /// <summary>Looks in a folder, and in the folder of the archive inside it.</summary>
    /// <returns>The folder that has all files, or null.</returns>
    public static string? Find(string folder, CifarFormat format, List<string> missing)
    {
        foreach (string candidate in (string[])[folder, Path.Combine(folder, format.ArchiveFolder)])
        {
            string[] names = [.. format.TrainFiles, format.TestFile, format.ClassFile, .. format.CategoryFile is string categories ? (string[])[categories] : []];
            string[] absent = [.. names.Select(name => Path.Combine(candidate, name)).Where(file => !File.Exists(file))];
            if (absent.Length == 0)
            {
                return candidate;
            }

            missing.AddRange(absent);
        }

        return null;
    }

    public static ImageIndex Read(string folder, CifarFormat format)
    {
        string[] classNames = ReadNames(Path.Combine(folder, format.ClassFile), format.Classes);
        string[]? categoryNames = format.CategoryFile is string file ? ReadNames(Path.Combine(folder, file), format.Categories) : null;
        var items = new List<ImageItem>();
        foreach (string batch in format.TrainFiles)
        {
            ReadBatch(folder, batch, ItemPart.Train, format, items);
        }

        int train = items.Count;
        ReadBatch(folder, format.TestFile, ItemPart.Test, format, items);
        bool isWhole = train == CifarFormat.OfficialTrain && items.Count - train == CifarFormat.OfficialTest;
        return new(format.Name, folder, items, classNames, categoryNames)
        {
            Notes = isWhole
                ? []
                : [$"Officially there are {CifarFormat.OfficialTrain} images to train on and {CifarFormat.OfficialTest} to test on; here are {train} and {items.Count - train}."],
        };
    }

    /// <summary>Reads a file of names, one a line; empty lines do not count.</summary>
    internal static string[] ReadNames(string file, int count)
    {
        string[] names = [.. File.ReadLines(file).Take(10 * count).Select(line => line.Trim()).Where(line => line.Length > 0)];
        if (names.Length != count)
        {
            throw new InvalidDataException($"{file}: expected {count} names, one a line, found {names.Length}.");
        }

        string? twice = names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Skip(1).Any())?.Key;
        return twice is null ? names : throw new InvalidDataException($"{file}: expected different names, found {twice} twice.");
    }

    private static void ReadBatch(string folder, string name, ItemPart part, CifarFormat format, List<ImageItem> items)
    {
        string path = Path.Combine(folder, name);
        using SafeFileHandle handle = File.OpenHandle(path);
        long length = RandomAccess.GetLength(handle);
        long whole = length / format.RecordLength * format.RecordLength;
        if (length == 0 || whole != length)
        {
            throw Error(path, whole, $"records of {format.RecordLength} bytes", length == 0 ? "an empty file" : $"{length - whole} bytes, the rest of the file");
        }

        Span<byte> labels = stackalloc byte[format.LabelBytes];
        for (long at = 0; at < length; at += format.RecordLength)
        {
            if (RandomAccess.Read(handle, labels, at) < labels.Length)
            {
                throw Error(path, at, $"{labels.Length} bytes of labels", "the end of the file");
            }

            int? category = format.CategoryFile is null ? null : Check(labels[0], format.Categories, "superclass", at);
            items.Add(new()
            {
                Path = name,
                Raw = new(at + labels.Length, CifarFormat.Channels, CifarFormat.Side, CifarFormat.Side),
                Label = Check(labels[^1], format.Classes, "class", at + labels.Length - 1),
                Category = category,
                Part = part,
            });
        }

        int Check(byte label, int count, string what, long at) => label < count ? label : throw Error(path, at, $"a {what} from 0 to {count - 1}", $"{label}");
    }

    private static InvalidDataException Error(string path, long at, string expected, string found) => new($"{path}: at byte {at}: expected {expected}, found {found}.");
}
