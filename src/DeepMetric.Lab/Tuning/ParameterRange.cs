namespace DeepMetric.Lab.Tuning;

/// <summary>A parameter and the values it may have.</summary>
public sealed record ParameterRange
{
    private const double MostSteps = 1L << 53;

    /// <summary>The parameter's name, e.g. <c>margin</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How the values are spread.</summary>
    public required ParameterKind Kind { get; init; }

    /// <summary>The smallest value; null for a choice.</summary>
    public double? Low { get; init; }

    /// <summary>The largest value; null for a choice.</summary>
    public double? High { get; init; }

    /// <summary>The values of a choice; null for a number.</summary>
    public IReadOnlyList<ParameterValue>? Choices { get; init; }

    /// <summary>Numbers from <paramref name="low"/> to <paramref name="high"/>, evenly.</summary>
    /// <exception cref="ArgumentException">The name is empty, or the range is not from a number to a larger one.</exception>
    public static ParameterRange Linear(string name, double low, double high) => Checked(new() { Name = name, Kind = ParameterKind.Linear, Low = low, High = high });

    /// <summary>Numbers above 0 from <paramref name="low"/> to <paramref name="high"/>, evenly in their logarithm.</summary>
    /// <exception cref="ArgumentException">The name is empty, or the range is not from a number above 0 to a larger one.</exception>
    public static ParameterRange Log(string name, double low, double high) => Checked(new() { Name = name, Kind = ParameterKind.Log, Low = low, High = high });

    /// <summary>Whole numbers from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    /// <exception cref="ArgumentException">The name is empty, or the range is not from a whole number to a larger one.</exception>
    public static ParameterRange Integer(string name, long low, long high) => Checked(new() { Name = name, Kind = ParameterKind.Integer, Low = low, High = high });

    /// <summary>One of a list.</summary>
    /// <exception cref="ArgumentException">The name is empty, or there are fewer than 2 values or a value twice.</exception>
    public static ParameterRange Choice(string name, params IReadOnlyList<ParameterValue> choices) => Checked(new() { Name = name, Kind = ParameterKind.Choice, Choices = choices });

    /// <summary>Whether a value is within the range.</summary>
    public bool Contains(ParameterValue value) => Kind == ParameterKind.Choice
        ? Choices is not null && Choices.Contains(value)
        : value.Number is double number && number >= Low && number <= High && (Kind != ParameterKind.Integer || number == Math.Floor(number));

    /// <summary>The range itself, where it makes sense.</summary>
    /// <exception cref="ArgumentException">It does not.</exception>
    internal static ParameterRange Checked(ParameterRange range)
    {
        ArgumentNullException.ThrowIfNull(range);
        if (string.IsNullOrWhiteSpace(range.Name))
        {
            throw new ArgumentException("Expected a parameter's name, found none.", nameof(range));
        }

        string? expected = range.Kind switch
        {
            ParameterKind.Choice => range.Choices is { Count: >= 2 } choices && choices.Distinct().Count() == choices.Count ? null : "at least 2 different values",
            _ when !(range.Low < range.High && double.IsFinite(range.High.Value - range.Low.Value)) => "a range from a number to a larger one",
            ParameterKind.Log when !(range.Low > 0) => "a range of numbers above 0",
            ParameterKind.Integer when range.Low != Math.Floor(range.Low.Value) || range.High != Math.Floor(range.High.Value)
                || Math.Max(-range.Low.Value, range.High.Value) > MostSteps => "a range of whole numbers up to 2^53",
            _ => null,
        };
        return expected is null ? range : throw new ArgumentException($"Expected {expected} for {range.Name}, found {range.Describe()}.", nameof(range));
    }

    private string Describe() => Kind == ParameterKind.Choice
        ? Choices is { Count: > 0 } ? string.Join(", ", Choices) : "none"
        : FormattableString.Invariant($"{Low} to {High}");
}
