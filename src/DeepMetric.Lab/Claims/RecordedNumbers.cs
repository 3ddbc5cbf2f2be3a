using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Claims;

/// <summary>The numbers of a complete run, checked against its specification, in a fixed order, and found by experiment, arm, seed and metric.</summary>
internal sealed class RecordedNumbers
{
    private static readonly Dictionary<string, int> MetricOrder =
        MetricCatalog.All.Select((metric, index) => (metric.Id, index)).ToDictionary(pair => pair.Id, pair => pair.index);

    private readonly Dictionary<UnitKey, UnitResult> _units = [];

    /// <exception cref="ArgumentException">The specification repeats itself; a unit is missing, there twice or not of the specification; a number is unknown or not finite.</exception>
    internal RecordedNumbers(ComparisonSpec spec, IReadOnlyList<UnitResult> units, IReadOnlyList<BaselineResult> baselines)
    {
        Spec = spec;
        foreach (UnitResult unit in units)
        {
            if (!_units.TryAdd(unit.Key, unit with { Numbers = Ordered(unit.Numbers, $"Unit {unit.Key.RelativeFolder}") }))
            {
                throw new ArgumentException($"Unit {unit.Key.RelativeFolder} is there twice.", nameof(units));
            }
        }

        var expected = (from experiment in spec.Experiments from arm in spec.ArmsOf(experiment) from seed in spec.Seeds select new UnitKey(experiment.Name, arm.Name, seed)).ToList();
        if (expected.Distinct().Count() != expected.Count)
        {
            throw new ArgumentException("The specification names an experiment, an arm or a seed twice.", nameof(spec));
        }

        foreach (UnitKey key in expected.Where(key => !_units.ContainsKey(key)))
        {
            throw new ArgumentException($"Unit {key.RelativeFolder} of the specification is missing.", nameof(units));
        }

        foreach (UnitKey key in _units.Keys.Except(expected))
        {
            throw new ArgumentException($"Unit {key.RelativeFolder} is not of the specification.", nameof(units));
        }

        Units = [.. expected.Select(key => _units[key])];
        Baselines = OrderedBaselines(spec, baselines);
    }

    internal ComparisonSpec Spec { get; }

    internal IReadOnlyList<UnitResult> Units { get; }

    internal IReadOnlyList<BaselineResult> Baselines { get; }

    /// <summary>A number; null where it is not defined for that run, or where the arm takes no part in the experiment.</summary>
    internal double? Get(string experiment, string arm, int seed, string metric) =>
        _units.TryGetValue(new UnitKey(experiment, arm, seed), out UnitResult? unit) && unit.Numbers.TryGetValue(metric, out double value) ? value : null;

    /// <summary>Whether the number is defined for at least one seed.</summary>
    internal bool Has(string experiment, string arm, string metric) => Spec.Seeds.Any(seed => Get(experiment, arm, seed, metric) is not null);

    private static BaselineResult[] OrderedBaselines(ComparisonSpec spec, IReadOnlyList<BaselineResult> baselines)
    {
        var seen = new HashSet<(string, string, int?)>();
        var experiments = spec.Experiments.Select(experiment => experiment.Name).ToList();
        foreach (BaselineResult baseline in baselines)
        {
            if (!experiments.Contains(baseline.Experiment))
            {
                throw new ArgumentException($"The baseline '{baseline.Name}' is of the experiment '{baseline.Experiment}', which was not run.", nameof(baselines));
            }

            if (!seen.Add((baseline.Experiment, baseline.Name, baseline.Seed)))
            {
                throw new ArgumentException($"The baseline '{baseline.Name}' of '{baseline.Experiment}' is there twice for one seed.", nameof(baselines));
            }
        }

        return
        [
            .. baselines
                .OrderBy(baseline => experiments.IndexOf(baseline.Experiment))
                .ThenBy(baseline => baseline.Name, StringComparer.Ordinal)
                .ThenBy(baseline => baseline.Seed)
                .Select(baseline => baseline with { Numbers = Ordered(baseline.Numbers, $"The baseline '{baseline.Name}' of '{baseline.Experiment}'") }),
        ];
    }

    private static OrderedDictionary<string, double> Ordered(IReadOnlyDictionary<string, double> numbers, string owner)
    {
        foreach ((string metric, double value) in numbers)
        {
            if (!MetricOrder.ContainsKey(metric))
            {
                throw new ArgumentException($"{owner} has the number '{metric}', which is not in the catalogue of metrics.", nameof(numbers));
            }

            if (!double.IsFinite(value))
            {
                throw new ArgumentException(FormattableString.Invariant($"{owner} has {value} for '{metric}': a number that is not defined has to be left out."), nameof(numbers));
            }
        }

        return new OrderedDictionary<string, double>(numbers.OrderBy(number => MetricOrder[number.Key]));
    }
}
