namespace DeepMetric.Lab.Execution.Slurm;

/// <summary>Reads what <c>squeue</c> writes.</summary>
internal static class SlurmQueue
{
    /// <summary>Task, state, nodes, reason: nothing but the last can hold a bar.</summary>
    private const string Format = "%K|%T|%N|%r";

    /// <summary>The arguments of <c>squeue</c>: one line for each task, those included that ended a while ago.</summary>
    public static IReadOnlyList<string> Arguments(SlurmJob job) =>
        ["--noheader", "--array", "--states=all", $"--jobs={job.Id}", $"--format={Format}", .. SlurmCommands.ClusterOf(job)];

    /// <summary>Where the tasks of a job stand; a task that is not listed ended so long ago that Slurm forgot it.</summary>
    /// <exception cref="ExecutionException">A line is not of the format asked for.</exception>
    public static IReadOnlyList<WorkerState> Parse(string output, SlurmJob job, SlurmLayout layout)
    {
        var states = new Dictionary<int, (WorkerPhase Phase, string Detail)>();
        foreach (string line in output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            // With --clusters, a line names the cluster first.
            if (line.StartsWith("CLUSTER:", StringComparison.Ordinal))
            {
                continue;
            }

            string[] fields = line.Split('|', 4);
            if (fields.Length != 4 || !int.TryParse(fields[0], out int task))
            {
                throw new ExecutionException($"squeue was asked for lines of task, state, nodes and reason with '|' in between, and gave '{line}'.");
            }

            string where = fields[2].Length > 0 ? $" on {fields[2]}" : string.Empty;
            string why = fields[3] is "" or "None" ? string.Empty : $" ({fields[3]})";
            states[task] = (PhaseOf(fields[1]), fields[1] + where + why);
        }

        return [.. Enumerable.Range(1, job.Tasks).Select(task => states.TryGetValue(task, out (WorkerPhase Phase, string Detail) state)
            ? new WorkerState(task, state.Phase, state.Detail, layout.LogPath(job.Id, task))
            : new WorkerState(task, WorkerPhase.Ended, "no longer in Slurm's queue", layout.LogPath(job.Id, task)))];
    }

    private static WorkerPhase PhaseOf(string state) => state switch
    {
        "PENDING" or "REQUEUED" or "REQUEUE_HOLD" or "REQUEUE_FED" or "RESV_DEL_HOLD" or "SPECIAL_EXIT" => WorkerPhase.Waiting,
        "COMPLETED" => WorkerPhase.Ended,
        "CANCELLED" => WorkerPhase.Stopped,
        "BOOT_FAIL" or "DEADLINE" or "FAILED" or "NODE_FAIL" or "OUT_OF_MEMORY" or "PREEMPTED" or "REVOKED" or "TIMEOUT" => WorkerPhase.Failed,

        // RUNNING, COMPLETING, CONFIGURING, SUSPENDED, and what later versions may add.
        _ => WorkerPhase.Running,
    };
}
