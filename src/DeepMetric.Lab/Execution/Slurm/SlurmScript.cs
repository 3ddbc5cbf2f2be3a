using System.Globalization;

namespace DeepMetric.Lab.Execution.Slurm;

/// <summary>The script of an array's task, and the options it is submitted with.</summary>
internal static class SlurmScript
{
    /// <summary>The arguments of <c>sbatch</c>.</summary>
    public static IReadOnlyList<string> Arguments(WorkerPlan plan, SlurmOptions options, SlurmLayout layout)
    {
        List<string> arguments =
        [
            "--parsable",
            $"--array=1-{Text(plan.Workers)}{(options.MaxRunning is int running ? $"%{Text(running)}" : string.Empty)}",
            "--requeue",
            "--open-mode=append",
            $"--signal=B:TERM@{Seconds(options.StopGrace)}",
            "--job-name=deepmetric",
            $"--output={layout.LogPattern}",
            "--ntasks=1",
            $"--cpus-per-task={Text(options.CpusPerTask)}",
        ];
        if (options.GpusPerTask > 0)
        {
            arguments.Add($"--gpus-per-task={Text(options.GpusPerTask)}");
        }

        if (options.Partition is not null)
        {
            arguments.Add($"--partition={options.Partition}");
        }

        if (options.TimeLimit is TimeSpan limit)
        {
            arguments.Add(limit.ToString("d'-'hh':'mm':'ss", CultureInfo.InvariantCulture).Insert(0, "--time="));
        }

        return [.. arguments, .. options.Extra, layout.ScriptPath];
    }

    /// <summary>The script's text.</summary>
    /// <remarks>
    /// The signal before the time limit reaches the script alone, which hands it on and waits. The task is queued again only if the time limit is near, the worker did
    /// not end by itself, and Slurm says that the task still runs: one that is being cancelled stays so.
    /// </remarks>
    public static string Text(WorkerPlan plan, SlurmOptions options, SlurmLayout layout)
    {
        string again = options.SecondLook > TimeSpan.Zero
            ? $"""
                if [ "$code" -eq {Text(WorkerExit.HeldByOthers)} ] && [ -z "$asked" ]; then
                  # What is left is claimed; a claim of a worker that was lost is free after its lease.
                  run sleep {Seconds(options.SecondLook)}
                  [ -n "$asked" ] || work
                fi
                """ + "\n"
            : string.Empty;
        string requeue = options.TimeLimit is TimeSpan limit
            ? $"""
                if [ -n "$asked" ] && [ "$code" -ne 0 ] && [ $(($(date +%s) - begun)) -ge {Seconds(limit - options.StopGrace - TimeSpan.FromSeconds(65))} ] &&
                  [ "${"{SLURM_RESTART_COUNT:-0}"}" -lt {Text(options.MaxRequeues)} ] && [ "$(squeue --noheader --jobs="$SLURM_JOB_ID" --format=%T)" = RUNNING ]; then
                  echo "-- the time limit is near: the task is queued again --"
                  scontrol requeue "$SLURM_JOB_ID"
                fi
                """ + "\n"
            : string.Empty;
        string text = $"""
            #!/bin/sh
            # Written by deepmetric, and submitted by:
            # sbatch {string.Join(' ', Arguments(plan, options, layout).Select(Quoted))}
            begun=$(date +%s)
            asked=
            child=
            trap 'asked=1; again=1; [ -z "$child" ] || kill -TERM "$child" 2> /dev/null' TERM INT
            run() {"{"} # the command in the background, so that the signal is handled at once; its exit code in $code
              "$@" &
              child=$!
              again=1
              while [ -n "$again" ]; do
                again=
                wait "$child"
                last=$?
                [ "$last" -eq 127 ] || code=$last
              done
              child=
            {"}"}
            work() {"{"} # a worker that a signal ended, such as the system's when memory is short, goes on where it was
              deaths=0
              while :; do
                run {string.Join(' ', plan.Arguments(options.CpusPerTask).Prepend(plan.Program[0]).Select(Quoted))}
                [ "$code" -gt 128 ] && [ "$code" -ne {Text(WorkerExit.Stopped)} ] && [ "$code" -ne 143 ] && [ -z "$asked" ] && [ "$deaths" -lt {Text(options.MaxRestarts)} ] || break
                deaths=$((deaths + 1))
                echo "-- the worker was ended by signal $((code - 128)) and is started again ($deaths of {Text(options.MaxRestarts)}) --"
              done
            {"}"}
            echo "-- task $SLURM_ARRAY_TASK_ID of job $SLURM_ARRAY_JOB_ID on $(hostname), start ${"{SLURM_RESTART_COUNT:-0}"}, $(date +%FT%T) --"
            work
            {again}{requeue}[ "$code" -ne {Text(WorkerExit.HeldByOthers)} ] || code=0
            exit "$code"

            """;
        return text.ReplaceLineEndings("\n");
    }

    /// <summary>A text as one word of a shell.</summary>
    internal static string Quoted(string text) =>
        text.Length > 0 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_=./:,@%+".Contains(letter))
            ? text
            : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) => Math.Ceiling(time.TotalSeconds).ToString(CultureInfo.InvariantCulture);
}
