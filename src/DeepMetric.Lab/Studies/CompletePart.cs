using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Studies;

/// <summary>The largest part of an unfinished study that is complete in itself: fewer seeds, or fewer tracks.</summary>
/// <param name="Spec">The study that the part is.</param>
/// <param name="Outcome">What a unit of it came to, by its id.</param>
/// <param name="IsWhole">Whether it is the whole study.</param>
public sealed record CompletePart(StudySpec Spec, Func<string, UnitOutcome?> Outcome, bool IsWhole)
{
    /// <summary>The part; null where there is none. Tracks whose conditions are matched better go before seeds, as long as there are enough of these to test anything.</summary>
    /// <param name="spec">The study.</param>
    /// <param name="outcome">What a unit came to, by its id; null where it is not finished.</param>
    public static CompletePart? Of(StudySpec spec, Func<string, UnitOutcome?> outcome)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(outcome);
        CompletePart? best = null;
        Track[][] tracks = spec.File.Tracks is [Track.AsIs] ? [[Track.AsIs]] : [[.. spec.File.Tracks], [Track.AsIs]];
        int[] datasets = spec.Datasets.Count > 1 ? [spec.Datasets.Count, 1] : [1];
        bool[] canaries = spec.File.ShuffledCanary ? [true, false] : [false];
        foreach ((Track[] chosen, int sets, bool canary) in from chosen in tracks from sets in datasets from canary in canaries select (chosen, sets, canary))
        {
            if (Largest(spec, outcome, chosen, sets, canary) is not { } part)
            {
                continue;
            }

            if (part.Spec.File.Seeds >= SeedCounts.Fewest)
            {
                return part;
            }

            best = best is null || part.Spec.File.Seeds > best.Spec.File.Seeds ? part : best;
        }

        return best;
    }

    private static CompletePart? Largest(StudySpec spec, Func<string, UnitOutcome?> outcome, Track[] tracks, int datasets, bool canary)
    {
        for (int seeds = spec.File.Seeds; seeds >= 1; seeds--)
        {
            StudySpec part = Of(spec, tracks, datasets, canary, seeds);
            Func<string, UnitOutcome?> known = WithBaselines(spec, part, outcome);
            StudyPlan plan = StudyPlan.Of(part, known);
            if (plan.IsComplete && plan.Runs.All(run => known(run.UnitId) is not null))
            {
                bool whole = seeds == spec.File.Seeds && datasets == spec.Datasets.Count && tracks.Length == spec.File.Tracks.Count && canary == spec.File.ShuffledCanary;
                return new CompletePart(part, known, whole);
            }
        }

        return null;
    }

    private static StudySpec Of(StudySpec spec, Track[] tracks, int datasets, bool canary, int seeds)
    {
        ResolvedDataset[] sets = [.. spec.Datasets.Take(datasets).Select(set => set with { Run = set.Run with { Seeds = [.. set.Run.Seeds.Take(seeds)] } })];
        return spec with
        {
            File = spec.File with { Tracks = tracks, Seeds = seeds, ShuffledCanary = canary, Datasets = [.. spec.File.Datasets.Where(set => sets.Any(kept => kept.Name == set.Name))] },
            Datasets = sets,
        };
    }

    // A baseline is one unit over all seeds, each of them evaluated by itself: that of fewer seeds is a part of it.
    private static Func<string, UnitOutcome?> WithBaselines(StudySpec spec, StudySpec part, Func<string, UnitOutcome?> outcome)
    {
        var derived = new Dictionary<string, UnitOutcome>();
        foreach (ResolvedDataset set in part.Datasets)
        {
            string id = new UnitFactory(part, set).Baseline().UnitId;
            ResolvedDataset whole = spec.Datasets.First(candidate => candidate.Name == set.Name);
            if (outcome(id) is null && outcome(new UnitFactory(spec, whole).Baseline().UnitId) is { Baselines: { } all } found)
            {
                derived[id] = found with { Baselines = [.. all.Where(baseline => baseline.Seed is null || set.Run.Seeds.Contains(baseline.Seed.Value))] };
            }
        }

        return id => derived.TryGetValue(id, out UnitOutcome? known) ? known : outcome(id);
    }
}
