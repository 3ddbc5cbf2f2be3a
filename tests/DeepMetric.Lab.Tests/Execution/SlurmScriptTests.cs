using System.Diagnostics;
using DeepMetric.Lab.Execution.Slurm;
using DeepMetric.Lab.Store;

namespace DeepMetric.Lab.Tests.Execution;

/// <summary>Runs the script of a task, with a stand-in for the worker and for Slurm's commands.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SlurmScriptTests
{
    private const string Worker = """
        #!/bin/sh
        echo "worker $*"
        trap 'kill $! 2> /dev/null; echo "asked to stop"; exit 130' TERM
        case $(cat "$2.mode") in
          sleep) sleep 20 > /dev/null & wait $! ;;
          once) echo 0 > "$2.mode"; exit 3 ;;
          *) exit "$(cat "$2.mode")" ;;
        esac

        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("0", 0, 1)]
    [InlineData("1", 1, 1)]
    [InlineData("3", 0, 2)]
    [InlineData("once", 0, 2)]
    [InlineData("139", 139, 3)]
    [InlineData("130", 130, 1)]
    public async Task Ends_as_the_worker_does_after_a_second_look_where_others_hold_what_is_left_and_restarts_after_signals(string mode, int exitCode, int looks)
    {
        SkipOnWindows();
        using var root = new TemporaryFolder();
        using Process script = await Start(root, mode, new() { SecondLook = TimeSpan.FromSeconds(0.1), CpusPerTask = 2, MaxRestarts = 2 });
        string output = await script.StandardOutput.ReadToEndAsync(Cancellation);
        await script.WaitForExitAsync(Cancellation);
        Assert.Equal(exitCode, script.ExitCode);
        Assert.Equal(looks, output.Split($"worker lab work {root["it's a study"]} --threads 2\n").Length - 1);
        Assert.StartsWith("-- task 1 of job 4711 on ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "RUNNING", "0", false)]
    [InlineData(3600, "RUNNING", "0", true)]
    [InlineData(3600, "COMPLETING", "0", false)]
    [InlineData(3600, "RUNNING", "100", false)]
    public async Task Hands_the_signal_on_and_queues_the_task_again_only_near_the_time_limit(int started, string state, string restarts, bool again)
    {
        SkipOnWindows();
        using var root = new TemporaryFolder();
        using Process script = await Start(root, "sleep", new() { TimeLimit = TimeSpan.FromSeconds(3600 + 60) }, started, state, restarts);
        await script.StandardOutput.ReadLineAsync(Cancellation);
        Assert.StartsWith("worker ", await script.StandardOutput.ReadLineAsync(Cancellation), StringComparison.Ordinal);

        // The worker has said a word before it set its trap.
        await Task.Delay(200, Cancellation);
        using (var kill = Process.Start("kill", ["-TERM", script.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync(Cancellation);
        }

        string output = await script.StandardOutput.ReadToEndAsync(Cancellation);
        await script.WaitForExitAsync(Cancellation);
        Assert.Equal(130, script.ExitCode);
        Assert.Equal("asked to stop\n" + (again ? "-- the time limit is near: the task is queued again --\nscontrol requeue 99\n" : string.Empty), output);
    }

    private static void SkipOnWindows() => Assert.SkipWhen(OperatingSystem.IsWindows(), "The script is for Unix's shell.");

    /// <summary>Submits a study whose worker is the stand-in, and starts the script as Slurm would.</summary>
    private static async Task<Process> Start(TemporaryFolder root, string mode, SlurmOptions options, int begunBefore = 0, string state = "RUNNING", string restarts = "0")
    {
        string study = root["it's a study"];
        Directory.CreateDirectory(study);
        Directory.CreateDirectory(root["bin"]);
        AtomicFile.Write(Path.Combine(root["bin"], "worker"), Worker.ReplaceLineEndings("\n").Replace("$2", root["worker"], StringComparison.Ordinal));
        AtomicFile.Write(root["worker.mode"], mode);
        AtomicFile.Write(Path.Combine(root["bin"], "squeue"), $"#!/bin/sh\n[ \"$*\" = '--noheader --jobs=99 --format=%T' ] && echo {state}\n");
        AtomicFile.Write(Path.Combine(root["bin"], "scontrol"), "#!/bin/sh\necho \"scontrol $*\"\n");

        // The first answer is the start, the second is for the time limit.
        AtomicFile.Write(Path.Combine(root["bin"], "date"), $"#!/bin/sh\n[ -e '{root["asked"]}' ] && echo {1000 + begunBefore} || echo 1000\ntouch '{root["asked"]}'\n");
        foreach (string file in Directory.GetFiles(root["bin"]))
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var processes = new FakeProcesses { Answer = _ => new(0, "4711\n", string.Empty) };
        await new SlurmArray(options, processes).StartAsync(new() { Folder = study, Program = [Path.Combine(root["bin"], "worker")] }, Cancellation);
        var start = new ProcessStartInfo("/bin/sh", [Path.Combine(study, "slurm", "work.sh")]) { RedirectStandardOutput = true };
        start.Environment["PATH"] = $"{root["bin"]}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["SLURM_ARRAY_JOB_ID"] = "4711";
        start.Environment["SLURM_ARRAY_TASK_ID"] = "1";
        start.Environment["SLURM_JOB_ID"] = "99";
        start.Environment["SLURM_RESTART_COUNT"] = restarts;
        return Process.Start(start)!;
    }
}
