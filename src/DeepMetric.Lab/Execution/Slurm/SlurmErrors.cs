using DeepMetric.Lab.Execution.Processes;

namespace DeepMetric.Lab.Execution.Slurm;

/// <summary>Words what Slurm's commands answer as what happened and what to do.</summary>
internal static class SlurmErrors
{
    // Slurm's own messages; they have not changed for years, and one that is not known is passed on as it is.
    private static readonly (string Part, string Advice)[] Known =
    [
        ("Invalid partition name specified", "The cluster has no such partition: 'sinfo --summarize' lists those there are."),
        ("Invalid job array specification", "The array has more tasks than the cluster allows: ask for fewer workers, since each does many units ('scontrol show config' tells MaxArraySize)."),
        ("Requested node configuration is not available", "No node has that many cores or GPUs: 'sinfo --Node --long' lists what nodes have."),
        ("Invalid generic resource (gres) specification", "The partition has no such GPUs: 'sinfo --format=\"%P %G\"' lists what partitions have."),
        ("Invalid account or account/partition combination", "The account may not use the partition: add '--account=NAME' to the further options."),
        ("Requested time limit is invalid", "The time limit is longer than the partition allows: 'sinfo --format=\"%P %l\"' lists limits."),
        ("Job violates accounting/QOS policy", "The account's limits forbid it: ask for fewer workers, cores or GPUs, or for less time."),
        ("unrecognized option", "Correct the further options of sbatch."),
        ("Unable to contact slurm controller", "The controller does not answer: try again later, or tell who runs the cluster."),
        ("Unable to process configuration file", "This machine has no configuration of Slurm: set SLURM_CONF, or submit from a machine of the cluster."),
    ];

    /// <summary>The error of a command that answered with another exit code than 0.</summary>
    public static ExecutionException Of(string command, ProcessEnd end)
    {
        string said = string.Join("; ", end.Error.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        string? advice = Known.FirstOrDefault(entry => said.Contains(entry.Part, StringComparison.OrdinalIgnoreCase)).Advice;
        return new ExecutionException(FormattableString.Invariant(
            $"{command} failed with exit code {end.ExitCode}: {(said.Length == 0 ? "it gave no reason" : said.TrimEnd('.'))}.{(advice is null ? string.Empty : " " + advice)}"));
    }

    /// <summary>The error of a command that could not be started.</summary>
    public static ExecutionException Missing(string command, ExecutionException inner) =>
        new($"Slurm's command '{command}' was not found or not started: run this on a machine of the cluster from which jobs are submitted, or use the local pool. ({inner.Message})", inner);

    /// <summary>Whether a command says that the job is over and forgotten.</summary>
    public static bool IsUnknownJob(ProcessEnd end) => end.Error.Contains("Invalid job id specified", StringComparison.OrdinalIgnoreCase);
}
