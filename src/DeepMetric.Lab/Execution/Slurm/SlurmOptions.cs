using System.ComponentModel.DataAnnotations;

namespace DeepMetric.Lab.Execution.Slurm;

/// <summary>What can be set on a <see cref="SlurmArray"/>.</summary>
public sealed record SlurmOptions
{
    /// <summary>The partition; null for the cluster's default.</summary>
    public string? Partition { get; init; }

    /// <summary>The GPUs of each worker.</summary>
    /// <value>Default 0.</value>
    [Range(0, int.MaxValue)]
    public int GpusPerTask { get; init; }

    /// <summary>The cores of each worker, and its threads.</summary>
    /// <value>Default 1.</value>
    [Range(1, int.MaxValue)]
    public int CpusPerTask { get; init; } = 1;

    /// <summary>How long a worker may run before Slurm ends it; null for the partition's default. A worker that is stopped so is queued again.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>How long before the time limit a worker is asked to stop.</summary>
    /// <value>Default 60 s.</value>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a task is queued again after its time limit.</summary>
    /// <value>Default 100.</value>
    [Range(0, int.MaxValue)]
    public int MaxRequeues { get; init; } = 100;

    /// <summary>How often a task starts a worker that a signal ended again.</summary>
    /// <value>Default 3.</value>
    [Range(0, int.MaxValue)]
    public int MaxRestarts { get; init; } = 3;

    /// <summary>How many tasks run at a time; null for as many as there is room for.</summary>
    [Range(1, int.MaxValue)]
    public int? MaxRunning { get; init; }

    /// <summary>
    /// How long a worker that found what is left held by others waits before it looks once more: longer than a claim's lease, so that what a lost node held is
    /// not left behind. Zero to end at once.
    /// </summary>
    /// <value>Default 90 s.</value>
    public TimeSpan SecondLook { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>How often the queue is asked while waiting.</summary>
    /// <value>Default 30 s.</value>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Further options of <c>sbatch</c>, one each, e.g. <c>--account=vision</c>.</summary>
    public IReadOnlyList<string> Extra { get; init; } = [];

    /// <summary>These options, if they make sense.</summary>
    /// <exception cref="ValidationException">One of them does not.</exception>
    internal SlurmOptions Checked()
    {
        Validator.ValidateObject(this, new ValidationContext(this), validateAllProperties: true);

        // Slurm looks at times once a minute: the signal may come a minute early, and must not come before the start.
        TimeSpan least = StopGrace + TimeSpan.FromMinutes(2);
        if (TimeLimit is TimeSpan limit && limit < least)
        {
            throw new ValidationException(FormattableString.Invariant($"The time limit has to be at least {least.TotalSeconds:0} s (2 minutes and the time to stop); it is {limit.TotalSeconds:0} s."));
        }

        return Extra.FirstOrDefault(option => !option.StartsWith('-')) is string value
            ? throw new ValidationException($"Each further option of sbatch is one text such as '--account=vision'; '{value}' does not begin with '-'.")
            : this;
    }
}
