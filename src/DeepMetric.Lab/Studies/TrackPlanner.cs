using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Tuning;

namespace DeepMetric.Lab.Studies;

/// <summary>The units of one track on one data set.</summary>
internal abstract class TrackPlanner(Track track, UnitFactory units, Func<string, UnitOutcome?> outcome)
{
    /// <summary>Whether all units are known; to be asked after <see cref="Runs"/>.</summary>
    public bool IsComplete { get; protected set; } = true;

    /// <summary>The data set's units.</summary>
    protected UnitFactory Units => units;

    /// <summary>The arms that take part.</summary>
    protected IReadOnlyList<StudyArm> Arms { get; } = units.ArmsOn(track);

    /// <summary>The planner of a track.</summary>
    public static TrackPlanner Of(Track track, UnitFactory units, Func<string, UnitOutcome?> outcome) => track switch
    {
        Track.AsIs => new AsIs(units, outcome),
        Track.MarginMatched => new MarginMatched(units, outcome),
        Track.BudgetMatched => new BudgetMatched(units, outcome),
        Track.Tuned => new Tuned(units, outcome),
        _ => throw new ArgumentOutOfRangeException(nameof(track), track, "Expected a track."),
    };

    /// <summary>The uses known so far.</summary>
    public abstract IReadOnlyList<PlannedRun> Runs();

    /// <summary>What a unit came to; null where it is not finished.</summary>
    protected UnitOutcome? OutcomeOf(PlannedRun run) => outcome(run.UnitId);

    /// <summary>The final trainings of an arm, and their concatenation where there are folds.</summary>
    protected IEnumerable<PlannedRun> Finals(StudyArm arm, int seed, ArmChanges? changes = null, Func<int, int?>? steps = null)
    {
        PlannedRun[] folds = [.. units.Folds.Select(fold => units.Final(track, arm, seed, fold, changes, steps?.Invoke(fold)))];
        return folds.Length == 1 ? folds : [.. folds, units.Concatenated(track, arm, seed, folds)];
    }

    private sealed class AsIs(UnitFactory units, Func<string, UnitOutcome?> outcome) : TrackPlanner(Track.AsIs, units, outcome)
    {
        // Seed by seed, so that pairs are complete early.
        public override IReadOnlyList<PlannedRun> Runs() => [.. from seed in Units.Seeds from arm in Arms from run in Finals(arm, seed) select run];
    }

    private sealed class MarginMatched(UnitFactory units, Func<string, UnitOutcome?> outcome) : TrackPlanner(Track.MarginMatched, units, outcome)
    {
        public override IReadOnlyList<PlannedRun> Runs()
        {
            var runs = new List<PlannedRun>();
            StudyArm reference = Arms.FirstOrDefault(arm => arm.Title == Units.Study.MarginMatching.Reference) ?? Arms[0];
            PlannedRun known = Units.MarginTry(reference, 0, null);
            runs.Add(known);
            var changes = new Dictionary<string, ArmChanges?>();
            foreach (StudyArm arm in Arms)
            {
                IReadOnlyList<double> grid = arm.Margins ?? Units.Study.MarginMatching.Grid;
                if (arm == reference || grid.Count == 0)
                {
                    changes[arm.Title] = null;
                    continue;
                }

                PlannedRun[] tries = [.. grid.Select((margin, place) => Units.MarginTry(arm, place + 1, ArmChanges.Margin(margin)))];
                runs.AddRange(tries);
                if (OutcomeOf(known) is { } target && tries.All(run => OutcomeOf(run) is not null))
                {
                    changes[arm.Title] = Nearest(target, tries);
                }
            }

            IsComplete = Arms.All(arm => changes.ContainsKey(arm.Title));
            runs.AddRange(from seed in Units.Seeds from arm in Arms where changes.ContainsKey(arm.Title) from run in Finals(arm, seed, changes[arm.Title]) select run);
            return runs;
        }

        private ArmChanges? Nearest(UnitOutcome target, PlannedRun[] tries) => target.Trace?.LateNegativeDistance is not double distance ? null
            : tries.Where(run => OutcomeOf(run)!.Trace?.LateNegativeDistance is not null)
                .MinBy(run => Math.Abs(OutcomeOf(run)!.Trace!.LateNegativeDistance!.Value - distance)) is { Values: { } values } ? new ArmChanges(values) : null;
    }

    private sealed class BudgetMatched(UnitFactory units, Func<string, UnitOutcome?> outcome) : TrackPlanner(Track.BudgetMatched, units, outcome)
    {
        public override IReadOnlyList<PlannedRun> Runs()
        {
            var runs = new List<PlannedRun>();
            foreach (int seed in Units.Seeds)
            {
                // What each arm spends by itself is known from its training as it is, which the track as is shares.
                PlannedRun[] asIs = [.. from arm in Arms from fold in Units.Folds select Units.Final(Track.BudgetMatched, arm, seed, fold)];
                TrainingTrace?[] traces = [.. asIs.Select(run => OutcomeOf(run)?.Trace)];
                if (asIs.Any(run => OutcomeOf(run) is null))
                {
                    IsComplete = false;
                    runs.AddRange(asIs);
                    continue;
                }

                double least = traces.OfType<TrainingTrace>().Select(Spent).DefaultIfEmpty(0).Min();
                int? StepsOf(StudyArm arm, int fold) =>
                    OutcomeOf(Units.Final(Track.BudgetMatched, arm, seed, fold))?.Trace is { } trace && StepsFor(trace, least) is int steps && steps < trace.Steps ? steps : null;
                runs.AddRange(from arm in Arms from run in Finals(arm, seed, null, fold => StepsOf(arm, fold)) select run);
            }

            return runs;
        }

        private double Spent(TrainingTrace trace) => Units.Study.BudgetMatch == BudgetMatch.GradientMass ? trace.GradientMass[^1] : trace.Items;

        private int StepsFor(TrainingTrace trace, double budget)
        {
            if (Units.Study.BudgetMatch == BudgetMatch.ForwardPasses)
            {
                return Math.Max(1, (int)Math.Round(budget * trace.Steps / trace.Items));
            }

            int place = 0;
            while (place < trace.GradientMass.Count - 1 && trace.GradientMass[place] < budget)
            {
                place++;
            }

            return Math.Max(1, (int)Math.Round(trace.Steps * (place + 1.0) / trace.GradientMass.Count));
        }
    }

    private sealed class Tuned(UnitFactory units, Func<string, UnitOutcome?> outcome) : TrackPlanner(Track.Tuned, units, outcome)
    {
        public override IReadOnlyList<PlannedRun> Runs()
        {
            var runs = new List<PlannedRun>();
            var chosen = new Dictionary<string, ArmChanges>();
            foreach (StudyArm arm in Arms)
            {
                if (arm.Search.Count == 0)
                {
                    chosen[arm.Title] = ArmChanges.None;
                }
                else if (Search(arm, runs) is { } best)
                {
                    chosen[arm.Title] = best;
                }
                else
                {
                    IsComplete = false;
                }
            }

            runs.AddRange(from seed in Units.Seeds from arm in Arms where chosen.ContainsKey(arm.Title) from run in Finals(arm, seed, chosen[arm.Title]) select run);
            return runs;
        }

        /// <summary>Adds the trials that can be made, and gives the best once all are finished.</summary>
        private ArmChanges? Search(StudyArm arm, List<PlannedRun> runs)
        {
            StudyTuning tuning = Units.Study.Tuning;
            int startup = tuning.Search == SearchKind.Random ? tuning.Trials : Math.Clamp(tuning.Trials / 2, 2, 10);
            ulong seed = SeedOf(arm);
            ITrialSearch search = tuning.Search == SearchKind.Random
                ? new RandomSearch(arm.Search, seed)
                : new TreeParzenSearch(arm.Search, seed, new TreeParzenOptions { StartupTrials = startup });
            var trials = new List<Trial>();
            bool pending = false;
            for (int number = 1; number <= tuning.Trials; number++)
            {
                // The first trials do not depend on one another, so that they can run side by side.
                if (pending && number > startup)
                {
                    return null;
                }

                IReadOnlyDictionary<string, ParameterValue> values = search.Propose(trials);
                PlannedRun[] folds = [.. Units.Folds.Select(fold => Units.Trial(arm, number, fold, new ArmChanges(values)))];
                runs.AddRange(folds);
                pending |= folds.Any(run => OutcomeOf(run) is null);
                trials.Add(new Trial { Number = number, Values = values, Objective = ObjectiveOf(folds) });
            }

            return pending ? null : trials.Where(trial => trial.Objective is not null).MaxBy(trial => trial.Objective) is { } best ? new ArmChanges(best.Values) : ArmChanges.None;
        }

        private double? ObjectiveOf(PlannedRun[] folds)
        {
            string metric = Units.Study.Tuning.Metric;
            double sign = MetricCatalog.Get(metric).Direction == MetricDirection.LowerIsBetter ? -1 : 1;
            double?[] values = [.. folds.Select(run => OutcomeOf(run)?.Result?.Numbers is { } numbers && numbers.TryGetValue(metric, out double value) ? sign * value : (double?)null)];
            return values.All(value => value is not null) ? values.Average() : null;
        }

        private ulong SeedOf(StudyArm arm) => BitConverter.ToUInt64(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{Units.Dataset.Name}/{arm.Title}")));
    }
}
