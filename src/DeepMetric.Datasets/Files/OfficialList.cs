using System.Globalization;

namespace DeepMetric.Datasets;

/// <summary>The lines of a text file in which a data set lists its images, with errors that say where.</summary>
internal sealed class OfficialList
{
    private OfficialList(string file, int line, string text)
    {
        File = file;
        Line = line;
        Text = text;
    }

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>The number of the line, from 1.</summary>
    public int Line { get; }

    /// <summary>The line without its end.</summary>
    public string Text { get; }

    /// <summary>The lines that are not blank.</summary>
    public static IEnumerable<OfficialList> Read(string file)
    {
        int line = 0;
        foreach (string text in System.IO.File.ReadLines(file))
        {
            line++;
            if (!string.IsNullOrWhiteSpace(text))
            {
                yield return new(file, line, text);
            }
        }
    }

    /// <summary>The words of the line; the last one keeps its spaces.</summary>
    /// <param name="count">How many are expected.</param>
    /// <param name="what">Their names, for the error.</param>
    public string[] Words(int count, string what)
    {
        string[] words = Text.Split((char[]?)null, count, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words.Length == count ? words : throw Error(what, Excerpt.Of(Text));
    }

    /// <summary>A whole number of 1 or more.</summary>
    public int Number(string word, string what) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? number
            : throw Error($"{what} of 1 or more", Excerpt.Of(word));

    /// <summary>The path of an image below a folder.</summary>
    public string ImagePath(string word, string folder) => RelativePath.Of(word, folder, out string expected) ?? throw Error(expected, Excerpt.Of(word));

    public InvalidDataException Error(string expected, string found) => new($"{File}, line {Line}: expected {expected}, found {found}.");
}
