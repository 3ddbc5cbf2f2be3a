using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Studies.Rules;

namespace DeepMetric.Lab.Studies;

/// <summary>Makes a study's results from its units: comparisons per data set and track whose tests are one family, effects, ranks, claims, findings and advice.</summary>
/// <remarks>A pure function of the specification and the outcomes, whatever the order in which these were computed.</remarks>
public static class StudyAnalysis
{
    /// <summary>Analyses a complete study.</summary>
    /// <param name="spec">The study.</param>
    /// <param name="outcome">What a unit came to, by its id.</param>
    /// <exception cref="InvalidOperationException">A unit is missing.</exception>
    public static StudyResults Analyze(StudySpec spec, Func<string, UnitOutcome?> outcome)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(outcome);
        StudyPlan plan = StudyPlan.Of(spec, outcome);
        var runs = new FinishedRuns(spec, plan, outcome);
        TrackPlace[] places = [.. from dataset in spec.Datasets from track in spec.File.Tracks where runs.ArmsOf(dataset, track).Count > 0 select new TrackPlace(dataset, track)];
        IReadOnlyList<ComparisonResults> comparisons = ComparisonAnalysis.AnalyzeTogether([.. places.Select(place => runs.DataOf(place.Dataset, place.Track))]);
        IReadOnlyList<IReadOnlyList<PairEffect>> effects = PairEffects.Of(spec, comparisons);
        TrackResults[] entries = [.. places.Select((place, index) => new TrackResults
        {
            Dataset = place.Dataset.Name,
            Track = place.Track,
            Comparison = comparisons[index],
            Effects = effects[index],
            Settings = runs.SettingsOf(place.Dataset, place.Track),
            Trials = runs.TrialsOf(place.Dataset, place.Track),
            Concatenated = runs.ConcatenatedOf(place.Dataset, place.Track),
        })];
        var results = new StudyResults
        {
            Spec = spec,
            Entries = entries,
            Claims = ClaimsOver(entries),
            Ranks = RankSummaries.Of(spec, entries),
            Findings = [],
            Recommendation = new StudyRecommendation { Sentences = [], WouldChange = [], Units = [] },
        };
        results = results with { Findings = [.. StudyRules.All.SelectMany(rule => rule.Inspect(results, runs))] };
        return results with { Recommendation = StudyRecommender.Advise(results, runs) };
    }

    private static List<OverallClaim> ClaimsOver(TrackResults[] entries)
    {
        var claims = new List<OverallClaim>();
        foreach (IGrouping<Track, TrackResults> track in entries.GroupBy(entry => entry.Track))
        {
            foreach (IGrouping<string, ClaimVerdict> claim in track.SelectMany(entry => entry.Comparison.Claims).GroupBy(verdict => verdict.Id))
            {
                Dictionary<Verdict, int> counts = claim.GroupBy(verdict => verdict.Verdict).OrderBy(group => group.Key).ToDictionary(group => group.Key, group => group.Count());
                claims.Add(new OverallClaim { Id = claim.Key, Track = track.Key, Counts = counts, Verdict = Over(counts) });
            }
        }

        return claims;
    }

    private static Verdict Over(Dictionary<Verdict, int> counts)
    {
        bool supported = counts.ContainsKey(Verdict.Supported);
        bool byScale = counts.ContainsKey(Verdict.SupportedExplainedByScale);
        bool contradicted = counts.ContainsKey(Verdict.Contradicted);
        return counts.ContainsKey(Verdict.Mixed) || ((supported || byScale) && contradicted) ? Verdict.Mixed
            : supported ? Verdict.Supported
            : contradicted ? Verdict.Contradicted
            : byScale ? Verdict.SupportedExplainedByScale
            : counts.ContainsKey(Verdict.NoDifferenceShown) ? Verdict.NoDifferenceShown
            : counts.ContainsKey(Verdict.TooFewSeeds) ? Verdict.TooFewSeeds
            : Verdict.NotTested;
    }

    private sealed record TrackPlace(ResolvedDataset Dataset, Track Track);
}
