using System.Globalization;
using System.Text;

namespace DeepMetric.Weights;

/// <summary>What of a file went into a module, what did not, and why.</summary>
public sealed record WeightReport
{
    private const int Shown = 5;
    private static readonly string[] ClassifierNames = ["fc.", "classifier.", "heads.", "head."];

    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>The prefix that all names of the file shared and that was left off; empty where there was none.</summary>
    public required string RemovedPrefix { get; init; }

    /// <summary>The habit of naming that was recognised or given; null where names were taken as they are.</summary>
    public required string? NameStyle { get; init; }

    /// <summary>Tensors that were copied, by their names in the module.</summary>
    public required IReadOnlyList<string> Matched { get; init; }

    /// <summary>Tensors of the module that the file lacks.</summary>
    /// <value>Without <c>num_batches_tracked</c>, which older files do not have and which nothing computes with by default.</value>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Tensors of the file that the module lacks, by their names in the file.</summary>
    public required IReadOnlyList<string> Unexpected { get; init; }

    /// <summary>Tensors whose shapes differ.</summary>
    public required IReadOnlyList<ShapeMismatch> WrongShape { get; init; }

    /// <summary>Tensors whose kinds of numbers differ.</summary>
    public required IReadOnlyList<TypeMismatch> WrongType { get; init; }

    /// <summary>Tensors copied whose values were converted to another type, such as from half precision.</summary>
    public required int Converted { get; init; }

    /// <summary>Whether every tensor of the module came from the file.</summary>
    public bool IsComplete => Missing.Count == 0 && WrongShape.Count == 0 && WrongType.Count == 0;

    /// <summary>Whether file and module are the same set of tensors.</summary>
    public bool IsExact => IsComplete && Unexpected.Count == 0;

    /// <summary>Those of <see cref="Unexpected"/> that are a classifier's, as torchvision and timm name them: <c>fc.</c>, <c>classifier.</c>, <c>heads.</c>, <c>head.</c>.</summary>
    public IEnumerable<string> ClassifierLeftovers =>
        Unexpected.Where(name => ClassifierNames.Any(start => name.AsSpan(name.StartsWith(RemovedPrefix, StringComparison.Ordinal) ? RemovedPrefix.Length : 0).StartsWith(start, StringComparison.Ordinal)));

    /// <summary>The report as lines of text: one sentence, then one line per kind of misfit with its first few names.</summary>
    public override string ToString()
    {
        string how = string.Join(", ", ((string?[])
        [
            NameStyle is null ? null : $"names of {NameStyle}",
            RemovedPrefix.Length == 0 ? null : $"without the prefix '{RemovedPrefix}'",
            Converted == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{Converted} converted to another type"),
        ]).Where(part => part is not null));
        return string.Create(CultureInfo.InvariantCulture, $"{Path}: {Matched.Count} of the module's {Expected} tensors loaded{(how.Length > 0 ? $" ({how})" : "")}.{Misfits()}");
    }

    /// <summary>The message of an error that nothing was loaded because of these misfits.</summary>
    /// <param name="wanted">What was asked for.</param>
    internal string Refusal(string wanted) =>
        string.Create(CultureInfo.InvariantCulture, $"{Path}: expected {wanted}, found {Matched.Count} of its {Expected} tensors matching; nothing was loaded.{Misfits()}");

    private int Expected => Matched.Count + Missing.Count + WrongShape.Count + WrongType.Count;

    private string Misfits()
    {
        var text = new StringBuilder();
        AppendKind(text, "missing in the file", Missing);
        AppendKind(text, "wrong shape", [.. WrongShape.Select(mismatch => mismatch.ToString())]);
        AppendKind(text, "wrong type", [.. WrongType.Select(mismatch => mismatch.ToString())]);
        int leftovers = ClassifierLeftovers.Count();
        AppendKind(text, $"unexpected in the file{(leftovers > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({leftovers} of a classifier)") : "")}", Unexpected);
        return text.ToString();
    }

    private static void AppendKind(StringBuilder text, string kind, IReadOnlyList<string> names)
    {
        if (names.Count > 0)
        {
            string more = names.Count > Shown ? string.Create(CultureInfo.InvariantCulture, $" and {names.Count - Shown} more") : "";
            text.Append(CultureInfo.InvariantCulture, $"\n  {kind}: {names.Count}: {string.Join(", ", names.Take(Shown).Select(Short))}{more}");
        }
    }

    private static string Short(string name) => Damage.Quote(name)[1..^1];
}
