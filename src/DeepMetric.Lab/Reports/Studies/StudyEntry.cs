using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Statistics;
using DeepMetric.Lab.Studies;

namespace DeepMetric.Lab.Reports.Studies;

/// <summary>A data set on a track, looked up the way a page needs it.</summary>
internal sealed class StudyEntry
{
    /// <summary>More pairs of arms than this are shown for the leading arm alone.</summary>
    public const int MostPairs = 15;

    private static readonly string[] Spread = [MetricCatalog.Intra, MetricCatalog.Inter, MetricCatalog.ScaleFreeRatio];

    private readonly Dictionary<(string Metric, string First, string Second), PairedComparison> _tests;

    public StudyEntry(TrackResults results, IReadOnlyList<string> leads, IReadOnlyList<string> looks)
    {
        Results = results;
        Model = new ReportModel(
            new ReportInput(
                results.Comparison,
                new Dictionary<UnitKey, IReadOnlyList<StepRecord>>(),
                new Dictionary<UnitKey, IReadOnlyList<EpochRecord>>(),
                new Dictionary<UnitKey, Showcase>(),
                []),
            looks);
        _tests = results.Comparison.Comparisons.ToDictionary(test => (test.Metric, test.First, test.Second));
        Leads = [.. leads.Where(metric => Model.Has(Experiment, metric)).Select(MetricCatalog.Get)];
        Spreads = [.. Spread.Where(metric => Model.Has(Experiment, metric) && !leads.Contains(metric)).Select(MetricCatalog.Get)];
    }

    /// <summary>The records.</summary>
    public TrackResults Results { get; }

    /// <summary>The comparison.</summary>
    public ReportModel Model { get; }

    /// <summary>Its experiment.</summary>
    public string Experiment => Model.Main.Name;

    /// <summary>The track in words.</summary>
    public string TrackName => StudyWords.Of(Results.Track);

    /// <summary>Data set and track in words.</summary>
    public string Name => $"{Results.Dataset}, {TrackName}";

    /// <summary>The study's first metrics, as far as they are defined here.</summary>
    public IReadOnlyList<MetricInfo> Leads { get; }

    /// <summary>The spread of the embeddings, where it is not among the first metrics.</summary>
    public IReadOnlyList<MetricInfo> Spreads { get; }

    /// <summary>The claims that were tested.</summary>
    public IEnumerable<ClaimVerdict> Tested => Results.Comparison.Claims.Where(claim => claim.Verdict != Verdict.NotTested);

    /// <summary>The claims that were not.</summary>
    public IEnumerable<ClaimVerdict> NotTested => Results.Comparison.Claims.Where(claim => claim.Verdict == Verdict.NotTested);

    /// <summary>The test of an effect; null where none was recorded.</summary>
    public PairedComparison? TestOf(PairEffect effect) => _tests.GetValueOrDefault((effect.Metric, effect.First, effect.Second));

    /// <summary>The effects of a metric to be shown: of all pairs, or, where these are many, of the leading arm with all others.</summary>
    public IReadOnlyList<PairEffect> Shown(MetricInfo metric)
    {
        PairEffect[] all = [.. Results.Effects.Where(effect => effect.Metric == metric.Id)];
        return all.Length <= MostPairs || Leader(metric) is not { } leader ? all : [.. all.Where(effect => effect.First == leader || effect.Second == leader)];
    }

    /// <summary>How many effects of a metric are not shown.</summary>
    public int Hidden(MetricInfo metric) => Results.Effects.Count(effect => effect.Metric == metric.Id) - Shown(metric).Count;

    /// <summary>The arm with the best mean of a metric.</summary>
    public string? Leader(MetricInfo metric)
    {
        ArmSummary[] means = [.. Model.Arms.Select(arm => Model.Summary(Experiment, arm.Name, metric.Id)).OfType<ArmSummary>()];
        return (metric.Direction == MetricDirection.LowerIsBetter ? means.MinBy(mean => mean.Mean) : means.MaxBy(mean => mean.Mean))?.Arm;
    }
}
