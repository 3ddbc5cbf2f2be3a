using System.Globalization;

namespace DeepMetric.Datasets;

/// <summary>Names the items of an index such that the name of an item does not depend on its place.</summary>
internal static class ImageItemNames
{
    public static IReadOnlyList<string> Of(IReadOnlyList<ImageItem> items)
    {
        var seen = new HashSet<string>(items.Count, StringComparer.Ordinal);
        var shared = new HashSet<string>(StringComparer.Ordinal);
        var names = new string[items.Count];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = items[i].Raw is RawPixels raw ? string.Create(CultureInfo.InvariantCulture, $"{items[i].Path}@{raw.Offset}") : items[i].Path;
            if (!seen.Add(names[i]))
            {
                shared.Add(names[i]);
            }
        }

        for (int i = 0; i < names.Length && shared.Count > 0; i++)
        {
            if (items[i].Box is PixelBox box && shared.Contains(names[i]))
            {
                names[i] += string.Create(CultureInfo.InvariantCulture, $"[{box.Left},{box.Top},{box.Width},{box.Height}]");
            }
        }

        return names;
    }
}
