using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Findings;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Tuning;

namespace DeepMetric.Lab.Studies;

/// <summary>A study's units with what they came to, found by what they are for.</summary>
public sealed class FinishedRuns
{
    private readonly StudySpec _spec;
    private readonly ILookup<(string Dataset, Track Track, RunRole Role), PlannedRun> _runs;
    private readonly Func<string, UnitOutcome?> _outcome;

    internal FinishedRuns(StudySpec spec, StudyPlan plan, Func<string, UnitOutcome?> outcome)
    {
        string? missing = plan.Runs.Select(run => run.UnitId).FirstOrDefault(id => outcome(id) is null);
        if (missing is not null || !plan.IsComplete)
        {
            throw new InvalidOperationException($"Expected a complete study, found {(missing is null ? "one whose plan is not complete" : $"no outcome of unit {missing}")}.");
        }

        _spec = spec;
        _outcome = outcome;
        _runs = plan.Runs.ToLookup(run => (run.Dataset, run.Track, run.Role));
    }

    /// <summary>The uses of units, with what they came to.</summary>
    /// <param name="dataset">The data set's name.</param>
    /// <param name="track">The track.</param>
    /// <param name="role">What they are for.</param>
    public IEnumerable<(PlannedRun Run, UnitOutcome Outcome)> Of(string dataset, Track track, RunRole role) => _runs[(dataset, track, role)].Select(run => (run, _outcome(run.UnitId)!));

    /// <summary>The final trainings, data set by data set and track by track.</summary>
    internal IEnumerable<FinalRun> Finals() =>
        from dataset in _spec.Datasets
        from track in _spec.File.Tracks
        from entry in Of(dataset.Name, track, RunRole.Final)
        select new FinalRun(dataset, entry.Run, entry.Outcome);

    /// <summary>The arms that trained to the end with every seed and fold, as the track has them.</summary>
    internal IReadOnlyList<ArmSpec> ArmsOf(ResolvedDataset dataset, Track track)
    {
        ILookup<string, (PlannedRun Run, UnitOutcome Outcome)> finals = Of(dataset.Name, track, RunRole.Final).ToLookup(entry => entry.Run.Arm);
        return
        [
            .. from arm in dataset.Run.Arms
               where finals[arm.Name].Any() && finals[arm.Name].All(entry => entry.Outcome.Result is not null)
               select arm with { Options = finals[arm.Name].First().Run.Unit.Run.Arms[0].Options },
        ];
    }

    /// <summary>The numbers of a data set on a track, averaged over folds.</summary>
    internal ComparisonData DataOf(ResolvedDataset dataset, Track track)
    {
        IReadOnlyList<ArmSpec> arms = ArmsOf(dataset, track);
        ILookup<(string Arm, int Seed), UnitResult> finals = Of(dataset.Name, track, RunRole.Final)
            .Where(entry => entry.Outcome.Result is not null)
            .ToLookup(entry => (entry.Run.Arm, entry.Run.Seed), entry => entry.Outcome.Result!);
        ComparisonSpec spec = dataset.Run with { Arms = arms, Experiments = [dataset.Run.Experiments[0] with { Arms = null }] };
        UnitResult[] units = [.. from arm in arms from seed in spec.Seeds select Averaged(new UnitKey(spec.Experiments[0].Name, arm.Name, seed), [.. finals[(arm.Name, seed)]])];
        return new ComparisonData(spec, dataset.Facts, units, _outcome(_runs[(dataset.Name, Track.AsIs, RunRole.Baseline)].First().UnitId)!.Baselines!);
    }

    /// <summary>What the track set of each arm.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyDictionary<string, ParameterValue>> SettingsOf(ResolvedDataset dataset, Track track) =>
        Of(dataset.Name, track, RunRole.Final).Where(entry => entry.Run.Values is { Count: > 0 }).DistinctBy(entry => entry.Run.Arm).ToDictionary(entry => entry.Run.Arm, entry => entry.Run.Values!);

    /// <summary>The trials of each arm, averaged over folds.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyList<Trial>> TrialsOf(ResolvedDataset dataset, Track track)
    {
        string metric = _spec.File.Tuning.Metric;
        Trial TrialOf(IGrouping<int, (PlannedRun Run, UnitOutcome Outcome)> folds)
        {
            double?[] values = [.. folds.Select(fold => fold.Outcome.Result?.Numbers is { } numbers && numbers.TryGetValue(metric, out double value) ? value : (double?)null)];
            return new Trial { Number = folds.Key, Values = folds.First().Run.Values!, Objective = values.All(value => value is not null) ? values.Average() : null };
        }

        return Of(dataset.Name, track, RunRole.Trial)
            .GroupBy(entry => entry.Run.Arm)
            .ToDictionary(arm => arm.Key, IReadOnlyList<Trial> (arm) => [.. arm.GroupBy(entry => entry.Run.Number).OrderBy(group => group.Key).Select(TrialOf)]);
    }

    /// <summary>The numbers of folds side by side.</summary>
    internal IReadOnlyList<UnitResult> ConcatenatedOf(ResolvedDataset dataset, Track track) =>
        [.. Of(dataset.Name, track, RunRole.Concatenated).Where(entry => entry.Outcome.Result is not null).Select(entry => entry.Outcome.Result! with { Key = new UnitKey(entry.Outcome.Result!.Key.Experiment, entry.Run.Arm, entry.Run.Seed) })];

    private static UnitResult Averaged(UnitKey key, UnitResult[] folds) => folds is [var one]
        ? one with { Key = key }
        : new UnitResult
        {
            Key = key,
            Steps = folds.Sum(fold => fold.Steps),
            Numbers = MetricCatalog.All.Where(metric => folds.All(fold => fold.Numbers.ContainsKey(metric.Id))).ToDictionary(metric => metric.Id, metric => folds.Average(fold => fold.Numbers[metric.Id])),
            IntraPerClass = [],
        };
}

/// <summary>A final training.</summary>
/// <param name="Dataset">The data set.</param>
/// <param name="Run">What it is for.</param>
/// <param name="Outcome">What it came to.</param>
internal sealed record FinalRun(ResolvedDataset Dataset, PlannedRun Run, UnitOutcome Outcome)
{
    /// <summary>The arm that it is of, on one data set and track.</summary>
    public (string Dataset, Track Track, string Arm) Place => (Dataset.Name, Run.Track, Run.Arm);

    /// <summary>A warning about it.</summary>
    /// <param name="id">The rule's id.</param>
    /// <param name="message">What was seen.</param>
    public StudyFinding Warn(string id, string message) =>
        new() { Id = id, Severity = Severity.Warning, Dataset = Dataset.Name, Track = Run.Track, Arm = Run.Arm, Message = message };
}
