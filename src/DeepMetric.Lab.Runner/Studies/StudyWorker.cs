using DeepMetric.Lab.Execution;
using DeepMetric.Lab.Studies;

namespace DeepMetric.Lab.Runner.Studies;

/// <summary>What a worker tells.</summary>
public abstract record StudyEvent
{
    private StudyEvent()
    {
    }

    /// <summary>It takes up a unit.</summary>
    /// <param name="Run">What it is for.</param>
    /// <param name="Done">Units finished so far.</param>
    /// <param name="Known">Units known so far.</param>
    public sealed record Started(PlannedRun Run, int Done, int Known) : StudyEvent;

    /// <summary>It made a step.</summary>
    /// <param name="Run">What it is for.</param>
    /// <param name="Step">Steps made.</param>
    /// <param name="Steps">Steps of the whole training.</param>
    public sealed record Stepped(PlannedRun Run, int Step, int Steps) : StudyEvent;

    /// <summary>It finished a unit.</summary>
    /// <param name="Run">What it is for.</param>
    /// <param name="Outcome">What it came to.</param>
    /// <param name="Done">Units finished so far.</param>
    /// <param name="Known">Units known so far.</param>
    public sealed record Finished(PlannedRun Run, UnitOutcome Outcome, int Done, int Known) : StudyEvent;
}

/// <summary>Works on a study: claims units that can be computed, computes them, until none is left.</summary>
public sealed class StudyWorker
{
    private readonly StudyLayout _layout;
    private readonly StudySpec _spec;
    private readonly StudyItems _items;
    private readonly StudyOutcomes _outcomes;
    private readonly UnitClaims _claims = new();
    private readonly int _offset;
    private readonly IProgress<StudyEvent>? _progress;

    /// <summary>Creates a worker.</summary>
    /// <param name="layout">The study's files.</param>
    /// <param name="items">Loads items.</param>
    /// <param name="offset">Which of the open units it tries first, so that workers do not all try the same one.</param>
    /// <param name="progress">Told what happens.</param>
    public StudyWorker(StudyLayout layout, StudyItems items, int offset = 0, IProgress<StudyEvent>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(layout);
        _layout = layout;
        _spec = layout.ReadSpec();
        _items = items;
        _outcomes = new StudyOutcomes(layout);
        _offset = offset;
        _progress = progress;
    }

    /// <summary>How long to wait before looking again where all open units are held by others.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether to wait for units of others when no further unit can be added.</summary>
    public bool WaitsForOthers { get; init; }

    /// <summary>Whether units are taken in the order of <see cref="UnitOrder.SeedBySeed"/>.</summary>
    public bool SeedBySeed { get; init; }

    /// <summary>When no further unit is begun; null where all are.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Works until nothing is left, or the time is up.</summary>
    /// <param name="stop">Stops after a step, with a checkpoint.</param>
    /// <returns>Whether the study is complete; if not, what is left is held by others, or the time is up.</returns>
    /// <exception cref="OperationCanceledException">It was stopped; what is done is kept.</exception>
    public bool Run(CancellationToken stop)
    {
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            StudyPlan plan = StudyPlan.Of(_spec, _outcomes.Of);
            PlannedRun[] units = [.. (SeedBySeed ? UnitOrder.SeedBySeed(plan.Runs) : plan.Runs).DistinctBy(run => run.UnitId)];
            PlannedRun[] open = [.. units.Where(run => _outcomes.Of(run.UnitId) is null)];
            if (open.Length == 0 && plan.IsComplete)
            {
                return true;
            }

            if (TimeProvider.System.GetUtcNow() >= Until)
            {
                return false;
            }

            int before = units.Length - open.Length;
            PlannedRun[] ready = [.. open.Where(run => run.Unit.Members.All(member => _outcomes.Of(member) is not null))];
            if (!TakeOne(ready, before, units.Length, stop))
            {
                if (plan.IsComplete && !WaitsForOthers)
                {
                    return false;
                }

                stop.WaitHandle.WaitOne(Poll);
            }
        }
    }

    /// <summary>Computes the first unit that can be claimed; tells whether there was one.</summary>
    private bool TakeOne(PlannedRun[] ready, int finished, int known, CancellationToken stop)
    {
        for (int place = 0; place < ready.Length; place++)
        {
            PlannedRun run = ready[(place + _offset) % ready.Length];
            using UnitClaim? claim = _claims.TryTake(_layout.UnitFolder(run.UnitId));
            if (claim is null)
            {
                continue;
            }

            if (_outcomes.Of(run.UnitId) is not null)
            {
                claim.Complete();
                return true;
            }

            Compute(run, claim, finished, known, stop);
            return true;
        }

        return false;
    }

    private void Compute(PlannedRun run, UnitClaim claim, int finished, int known, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, claim.Lost);
        _progress?.Report(new StudyEvent.Started(run, finished, known));
        try
        {
            var unit = new StudyUnit(_layout, run.UnitId, run.Unit, _items);
            UnitOutcome? outcome = unit.Run((step, steps) => _progress?.Report(new StudyEvent.Stepped(run, step, steps)), claim.Renew, either.Token);
            if (outcome is not null)
            {
                claim.Complete();
                _progress?.Report(new StudyEvent.Finished(run, outcome, finished + 1, known));
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // Another worker took the unit over while this one slept: it is theirs.
        }
    }
}
