using System.Diagnostics;

namespace DeepMetric.Cli.Recommending;

/// <summary>The time of a recommendation, from the start of its command.</summary>
/// <param name="budget">The time there is.</param>
internal sealed class BudgetClock(TimeSpan budget)
{
    // For the analysis and the report.
    private const double ReservedShare = 0.02;
    private const double LeastReserved = 1.5;
    private const double MostReserved = 20;

    // Running units may end late by so much, then they are stopped with a checkpoint.
    private const double Overtime = 0.1;

    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly DateTimeOffset _began = DateTimeOffset.UtcNow;

    /// <summary>The time there is.</summary>
    public double Budget => budget.TotalSeconds;

    /// <summary>Seconds since the start.</summary>
    public double Elapsed => Stopwatch.GetElapsedTime(_start).TotalSeconds;

    /// <summary>Seconds kept for the end.</summary>
    public double Reserved => Math.Clamp(ReservedShare * Budget, LeastReserved, MostReserved);

    /// <summary>Seconds left for trainings.</summary>
    public double Left => Budget - Reserved - Elapsed;

    /// <summary>When no further unit is begun.</summary>
    public DateTimeOffset LastStart => _began.AddSeconds(Budget - Reserved);

    /// <summary>When running units are stopped.</summary>
    public DateTimeOffset LastEnd => _began.AddSeconds((Budget * (1 + Overtime)) - Reserved);
}
