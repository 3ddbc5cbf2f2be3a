using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Export;
using DeepMetric.Lab.Formatting;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Statistics;
using DeepMetric.Lab.Studies;
using DeepMetric.Lab.Tuning;

namespace DeepMetric.Lab.Reports.Studies;

/// <summary>The tables of a study that are plain texts.</summary>
internal static class StudyTables
{
    private static readonly Verdict[] VerdictOrder = [.. Enum.GetValues<Verdict>()];

    /// <summary>Each claim over all data sets, a column per track.</summary>
    public static StudyTable Claims(StudyModel model)
    {
        Dictionary<string, string> statements = model.Results.Entries.SelectMany(entry => entry.Comparison.Claims).DistinctBy(claim => claim.Id).ToDictionary(claim => claim.Id, claim => claim.Statement);
        Track[] tracks = [.. model.File.Tracks.Where(track => model.Results.Claims.Any(claim => claim.Track == track))];
        string Cell(IEnumerable<OverallClaim> claims, Track track) => claims.FirstOrDefault(claim => claim.Track == track) is { } claim ? Words(claim) : Numerals.Missing;
        return new StudyTable(
            "Claims over all data sets",
            [new("claim"), .. tracks.Select(track => new MarkdownColumn(StudyWords.Of(track)))],
            [.. from claim in model.Results.Claims.GroupBy(claim => claim.Id)
                where claim.Any(one => one.Verdict != Verdict.NotTested)
                select (string[])[statements.GetValueOrDefault(claim.Key, claim.Key), .. tracks.Select(track => Cell(claim, track))]]);
    }

    /// <summary>What the tests of the first metrics say beyond a p-value.</summary>
    public static StudyTable Effects(StudyEntry entry) => new(
        $"Every test of the first metrics, {entry.Name}",
        [
            new("number"), new("second − first"), new("verdict"), new("difference", true), new("corrected p", true), new("false-discovery p", true), new("effect size g", true),
            new("equivalence", true), new("permutation p", true), new("seeds needed", true),
        ],
        [.. from metric in entry.Leads from effect in entry.Shown(metric) select Effect(metric, effect, entry.TestOf(effect))]);

    /// <summary>The arms by their mean ranks; with the tests of those that have one.</summary>
    public static StudyTable Ranks(IReadOnlyList<RankSummary> ranks)
    {
        bool tested = ranks.Any(rank => rank.P is not null);
        string[] Tests(RankSummary rank) => tested
            ? [Probability(rank.P), rank.CriticalDifference is double difference ? FormattableString.Invariant($"{difference:0.00}") : Numerals.Missing]
            : [];
        MarkdownColumn[] tests = tested ? [new("Friedman p", true), new("critical difference", true)] : [];
        return new StudyTable(
            "Mean ranks over data sets, 1 is best",
            [new("number"), new("track"), new("arms by mean rank"), new("data sets", true), .. tests],
            [.. from rank in ranks
                select (string[])
                [
                    ResultFormat.Title(rank.Metric),
                    StudyWords.Of(rank.Track),
                    string.Join(", ", rank.Arms.Zip(rank.MeanRanks, (arm, mean) => FormattableString.Invariant($"{arm} {mean:0.00}"))),
                    Numerals.Count(rank.Datasets),
                    .. Tests(rank),
                ]]);
    }

    /// <summary>What tracks set of arms.</summary>
    public static StudyTable Chosen(StudyModel model) => new(
        "What was chosen",
        [new("data set"), new("track"), new("arm"), new("settings"), new("trials", true), new($"best {model.TuningMetric.Title} on the items to choose by", true)],
        [.. from entry in model.Results.Entries
            from arm in model.Arms
            where entry.Settings.ContainsKey(arm.Name)
            let trials = entry.Trials.GetValueOrDefault(arm.Name)
            select (string[])
            [
                entry.Dataset, StudyWords.Of(entry.Track), arm.Name, SettingsOf(entry.Settings[arm.Name]), trials is null ? Numerals.Missing : Numerals.Count(trials.Count),
                Best(model.TuningMetric, trials),
            ]]);

    /// <summary>Means of arms over seeds, with the baselines.</summary>
    public static StudyTable Means(StudyEntry entry, string caption, IReadOnlyList<MetricInfo> metrics)
    {
        string Cell(string arm, MetricInfo metric) => entry.Model.Summary(entry.Experiment, arm, metric.Id) is { } summary
            ? ResultFormat.Interval(summary) + (entry.Model.Better(entry.Experiment, metric) == arm ? " ▲" : string.Empty)
            : Numerals.Missing;
        string Baseline(string name, MetricInfo metric) => entry.Model.Baseline(entry.Experiment, name, metric.Id) is { } summary ? ResultFormat.Interval(summary) : Numerals.Missing;
        return new StudyTable(
            caption,
            [new("arm"), .. metrics.Select(metric => new MarkdownColumn(metric.Title + (entry.Model.Ceiling(metric.Id) is null ? string.Empty : " (ceiling)"), true))],
            [
                .. entry.Model.Arms.Select(arm => (string[])[arm.Name, .. metrics.Select(metric => Cell(arm.Name, metric))]),
                .. ((string[])[BaselineResult.UntrainedNet, BaselineResult.RawInput])
                    .Where(name => metrics.Any(metric => entry.Model.Baseline(entry.Experiment, name, metric.Id) is not null))
                    .Select(name => (string[])[name, .. metrics.Select(metric => Baseline(name, metric))]),
            ]);
    }

    /// <summary>The numbers of folds side by side.</summary>
    public static StudyTable Concatenated(StudyEntry entry)
    {
        ILookup<string, UnitResult> units = entry.Results.Concatenated.ToLookup(unit => unit.Key.Arm);
        string Cell(string arm, MetricInfo metric)
        {
            double[] values = [.. units[arm].Where(unit => unit.Numbers.ContainsKey(metric.Id)).Select(unit => unit.Numbers[metric.Id])];
            return StudyModel.SummaryOf(entry.Experiment, arm, metric.Id, values) is { } summary ? ResultFormat.Interval(summary) : Numerals.Missing;
        }

        return new StudyTable(
            entry.Name,
            [new("arm"), .. entry.Leads.Select(metric => new MarkdownColumn(metric.Title, true))],
            [.. entry.Model.Arms.Where(arm => units.Contains(arm.Name)).Select(arm => (string[])[arm.Name, .. entry.Leads.Select(metric => Cell(arm.Name, metric))])]);
    }

    /// <summary>Settings as they would be typed.</summary>
    public static string SettingsOf(IReadOnlyDictionary<string, ParameterValue> values) =>
        string.Join(", ", values.Select(value => $"{value.Key} = {(value.Value.Number is double number ? ResultFormat.Value(value.Key, number) : value.Value.ToString())}"));

    /// <summary>What a test came to, in words.</summary>
    public static string VerdictOf(PairEffect effect) => effect.Verdict is "better" or "worse" ? $"{(effect.Verdict == "better" ? effect.Second : effect.First)} is better" : effect.Verdict;

    private static string Words(OverallClaim claim)
    {
        string counts = string.Join(", ", VerdictOrder.Where(claim.Counts.ContainsKey).Select(verdict => $"{ResultFormat.Words(verdict)} {Numerals.Count(claim.Counts[verdict])}"));
        return claim.Counts.Count > 1 ? $"{ResultFormat.Words(claim.Verdict)} ({counts})" : ResultFormat.Words(claim.Verdict);
    }

    private static string[] Effect(MetricInfo metric, PairEffect effect, PairedComparison? test) =>
    [
        metric.Title,
        $"{effect.Second} − {effect.First}",
        VerdictOf(effect),
        test?.Difference is null ? Numerals.Missing : ResultFormat.Difference(test),
        Probability(test?.HolmP),
        Probability(effect.FalseDiscoveryP),
        effect.Size is { } size ? FormattableString.Invariant($"{size.Corrected:0.00} [{size.Low:0.00}, {size.High:0.00}]") : Numerals.Missing,
        effect.Equivalence is { P: double p } equivalence
            ? $"{(equivalence.Equivalent ? "yes" : "no")}, p {(p < 0.001 ? string.Empty : "= ")}{Numerals.BareProbability(p)} [±{StudySentences.Bound(equivalence.Bound)}]" : Numerals.Missing,
        Probability(effect.Permutation?.P),
        effect.SeedsNeeded is int seeds ? Numerals.Count(seeds) : Numerals.Missing,
    ];

    private static string Probability(double? p) => p is double value ? Numerals.BareProbability(value) : Numerals.Missing;

    private static string Best(MetricInfo metric, IReadOnlyList<Trial>? trials)
    {
        double[] reached = [.. (trials ?? []).Select(trial => trial.Objective).OfType<double>()];
        return reached.Length == 0 ? Numerals.Missing : ResultFormat.Value(metric.Id, metric.Direction == MetricDirection.LowerIsBetter ? reached.Min() : reached.Max());
    }
}
