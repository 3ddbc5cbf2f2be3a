using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Tuning;

/// <summary>The parameters of a search, each with a scale on which its values are spread evenly.</summary>
internal sealed class SearchSpace
{
    private SearchSpace(IReadOnlyList<ParameterRange> ranges)
    {
        Ranges = ranges;
        Scales = [.. ranges.Select(range => new ParameterScale(range))];
    }

    public IReadOnlyList<ParameterRange> Ranges { get; }

    public IReadOnlyList<ParameterScale> Scales { get; }

    /// <summary>Takes ranges.</summary>
    /// <exception cref="ArgumentException">There is none, one makes no sense, or two have one name.</exception>
    public static SearchSpace Of(IReadOnlyList<ParameterRange> ranges)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        if (ranges.Count == 0)
        {
            throw new ArgumentException("Expected at least one parameter to search, found none.", nameof(ranges));
        }

        ParameterRange[] checkedRanges = [.. ranges.Select(ParameterRange.Checked)];
        string? twice = checkedRanges.GroupBy(range => range.Name).FirstOrDefault(same => same.Count() > 1)?.Key;
        return twice is null
            ? new SearchSpace(checkedRanges)
            : throw new ArgumentException($"Expected each parameter once, found {twice} twice.", nameof(ranges));
    }

    /// <summary>Values drawn evenly, independently of each other.</summary>
    public Dictionary<string, ParameterValue> Draw(SplitMix64 random) => Scales.ToDictionary(scale => scale.Range.Name, scale => scale.ValueAt(random.NextDouble()));

    /// <summary>Refuses trials that are none of this search.</summary>
    /// <exception cref="ArgumentException">A trial lacks a parameter, or has a value outside its range or an objective that is not finite.</exception>
    public void Check(IReadOnlyList<Trial> finished)
    {
        ArgumentNullException.ThrowIfNull(finished);
        foreach (Trial trial in finished)
        {
            foreach (ParameterRange range in Ranges)
            {
                if (!trial.Values.TryGetValue(range.Name, out ParameterValue value) || !range.Contains(value))
                {
                    throw new ArgumentException($"Expected {range.Name} within its range in trial {trial.Number}, found {(value == default ? "nothing" : value.ToString())}.", nameof(finished));
                }
            }

            if (trial.Objective is double objective && !double.IsFinite(objective))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"Expected a finite objective in trial {trial.Number}, or none where it failed; found {objective}."), nameof(finished));
            }
        }
    }
}
