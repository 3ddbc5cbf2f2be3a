using System.Text.Encodings.Web;
using System.Text.Json;

namespace DeepMetric.Datasets;

/// <summary>Keeps plans in files, so that a comparison can be repeated on the very same items.</summary>
/// <remarks>
/// <para>Format: a JSON object with <c>schema</c> (<c>deepmetric-split/1</c>, first), <c>dataset</c>, <c>name</c>, <c>kind</c>, where they are known
/// <c>seed</c>, <c>fold</c>, <c>folds</c>, <c>shares</c> (three numbers), <c>contentHash</c> and <c>notes</c>, then <c>sha256</c> (see
/// <see cref="SplitPlan.Sha256"/>), and last the items' names, one a line, in <c>train</c>, <c>validation</c> and <c>test</c>.</para>
/// <para>Reading is strict: names that the data set lacks, names in two parts, unknown fields and a SHA-256 that does not fit are errors that name
/// the file, the line and the byte. Items of the data set that are in no part are allowed; see <see cref="SplitPlan.UnassignedCount"/>.
/// Reading takes memory in proportion to the file's length, whatever its content.</para>
/// <para>A file whose name ends in <c>.csv</c> is read and written as a table instead: the header <c>item,part</c>, then a line for each item (quoted as
/// in RFC 4180 where need be). A table does not say which data set it belongs to or how it was made; its plan is of kind
/// <see cref="SplitKind.File"/> and named as the file.</para>
/// </remarks>
public static class SplitFile
{
    /// <summary>What a file of this format says that it is.</summary>
    public const string Schema = "deepmetric-split/1";

    /// <summary>Writes a plan; the file is there in whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="source">The items that it was made from.</param>
    /// <exception cref="ArgumentException">The plan was made from other items.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, SplitPlan plan, SplitSource source)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(source);
        SplitBinding.Check(source, plan, nameof(plan));
        WholeFile.Write(path, IsTable(path) ? SplitTable.Format(plan, source) : Format(plan, source));
    }

    /// <summary>Reads a plan for the items of a data set, which may stand in another order than when it was written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="source">The data set's items.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or belongs to another data set or to another content of it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SplitPlan Load(string path, SplitSource source)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(source);
        byte[] content = WholeFile.Read(path);
        return IsTable(path) ? SplitTable.Parse(content, path, source) : Parse(content, path, source);
    }

    internal static SplitPlan Parse(ReadOnlySpan<byte> content, string file, SplitSource source) => new SplitFileReader(content, file, source).Read();

    internal static byte[] Format(SplitPlan plan, SplitSource source)
    {
        using var stream = new MemoryStream();
        var options = new JsonWriterOptions { Indented = true, IndentSize = 1, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(stream, options))
        {
            json.WriteStartObject();
            json.WriteString("schema", Schema);
            json.WriteString("dataset", plan.Dataset);
            json.WriteString("name", plan.Name);
            json.WriteString("kind", SplitKinds.NameOf(plan.Kind));
            WriteIfKnown(json, "seed", plan.Seed);
            WriteIfKnown(json, "fold", plan.Fold);
            WriteIfKnown(json, "folds", plan.Folds);
            if (plan.Shares is SplitShares shares)
            {
                json.WriteStartArray("shares");
                json.WriteNumberValue(shares.Train);
                json.WriteNumberValue(shares.Validation);
                json.WriteNumberValue(shares.Test);
                json.WriteEndArray();
            }

            if (source.ContentHash is string contentHash)
            {
                json.WriteString("contentHash", contentHash);
            }

            WriteTexts(json, "notes", plan.Notes);
            json.WriteString("sha256", plan.Sha256);
            WriteTexts(json, "train", plan.Train.Select(place => source.ItemNames[place]));
            WriteTexts(json, "validation", plan.Validation.Select(place => source.ItemNames[place]));
            WriteTexts(json, "test", plan.Test.Select(place => source.ItemNames[place]));
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private static bool IsTable(string path) => Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase);

    private static void WriteIfKnown(Utf8JsonWriter json, string name, int? value)
    {
        if (value is int known)
        {
            json.WriteNumber(name, known);
        }
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
