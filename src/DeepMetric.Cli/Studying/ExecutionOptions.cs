using System.CommandLine;
using DeepMetric.Cli.Commands;

namespace DeepMetric.Cli.Studying;

/// <summary>Where the units of a study are computed.</summary>
internal sealed record ExecutionRequest
{
    /// <summary><c>local</c> or <c>slurm</c>.</summary>
    public required string Executor { get; init; }

    /// <summary>How many workers; null for as many as suit the executor.</summary>
    public int? Workers { get; init; }

    /// <summary>The partition of Slurm; null for its default.</summary>
    public string? Partition { get; init; }

    /// <summary>GPUs of each task of Slurm.</summary>
    public int GpusPerTask { get; init; }

    /// <summary>The time limit of a task of Slurm; null for the partition's.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Whether to queue tasks and not wait for them.</summary>
    public bool Detach { get; init; }

    /// <summary>Whether to write one JSON object and nothing else.</summary>
    public bool Json { get; init; }

    /// <summary>Whether to leave progress out.</summary>
    public bool Quiet { get; init; }
}

/// <summary>The options that say so.</summary>
internal sealed class ExecutionOptions
{
    private readonly Option<string> _executor = OptionValues.OneOf("--executor", "Where to compute: local (processes of this machine) or slurm (a job array).", ["local", "slurm"]);
    private readonly Option<int?> _workers = OptionValues.WholeNumber("--workers", 1, "Workers at once; 1 computes in this process. [default: one per core, by the study's threads]");
    private readonly Option<string?> _partition = new("--partition") { Description = "Slurm: the partition.", HelpName = "NAME" };
    private readonly Option<int?> _gpus = OptionValues.WholeNumber("--gpus-per-task", 0, "Slurm: GPUs of each task. [default: 0]");
    private readonly Option<int?> _minutes = OptionValues.WholeNumber("--time-limit", 1, "Slurm: minutes after which a task is stopped, and queued again where something is left.");
    private readonly Option<bool> _detach = new("--detach") { Description = "Slurm: queue the tasks and return; lab status tells how they are, lab report writes the report." };
    private readonly Option<bool> _json = new("--json") { Description = "Write one JSON object and nothing else: results.json with studyFolder and report added." };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Leave the progress out." };

    /// <summary>Adds them to a verb.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_executor, _workers, _partition, _gpus, _minutes, _detach, _json, _quiet])
        {
            command.Add(option);
        }
    }

    /// <summary>What a command asks for.</summary>
    public ExecutionRequest Read(ParseResult parsed) => new()
    {
        Executor = parsed.GetValue(_executor) ?? "local",
        Workers = parsed.GetValue(_workers),
        Partition = parsed.GetValue(_partition),
        GpusPerTask = parsed.GetValue(_gpus) ?? 0,
        TimeLimit = parsed.GetValue(_minutes) is int minutes ? TimeSpan.FromMinutes(minutes) : null,
        Detach = parsed.GetValue(_detach),
        Json = parsed.GetValue(_json),
        Quiet = parsed.GetValue(_quiet),
    };
}
