using System.ComponentModel.DataAnnotations;

namespace DeepMetric.Lab.Execution.Local;

/// <summary>What can be set on a <see cref="LocalPool"/>.</summary>
public sealed record LocalPoolOptions
{
    /// <summary>The cores that the workers share.</summary>
    /// <value>Default all of this machine.</value>
    [Range(1, int.MaxValue)]
    public int Cores { get; init; } = Environment.ProcessorCount;

    /// <summary>How often a worker that a signal ended is started again without any progress of the study in between.</summary>
    /// <value>Default 3.</value>
    [Range(0, int.MaxValue)]
    public int MaxRestarts { get; init; } = 3;

    /// <summary>How many units are finished; null where that is not known, so that each death counts.</summary>
    public Func<long>? Progress { get; init; }

    /// <summary>How long workers that are asked to stop may take, e.g. to write a checkpoint.</summary>
    /// <value>Default 60 s.</value>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long a worker that found what is left held by others waits before it looks once more, unless another says meanwhile that nothing is left: longer than a
    /// claim's lease, so that what a lost worker held is not left behind. Zero to end at once.
    /// </summary>
    /// <value>Default 90 s.</value>
    public TimeSpan SecondLook { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>The threads of each of several workers: the cores shared out, one at least.</summary>
    /// <param name="workers">How many workers.</param>
    public int Threads(int workers) => Math.Max(1, Cores / workers);
}
