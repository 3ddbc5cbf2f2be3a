using System.Diagnostics;
using System.Globalization;
using DeepMetric.Lab.Execution;
using DeepMetric.Lab.Execution.Local;
using DeepMetric.Lab.Studies;
using DeepMetric.Sampling;

namespace DeepMetric.Tests.Lab.Runner.Studies;

/// <summary>A study whose workers are processes of the command line that are killed again and again.</summary>
public sealed class KilledWorkersTests : IDisposable
{
    private const int Kills = 20;

    private readonly string _root = Directory.CreateTempSubdirectory("deepmetric-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task A_study_whose_workers_are_killed_20_times_ends_like_an_undisturbed_one()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        CancellationToken stop = TestContext.Current.CancellationToken;

        // Long units, so that most kills hit a training; the others hit an evaluation, or a worker that starts.
        StudyFile file = SmallStudy.File with { Seeds = 4, Datasets = [SmallStudy.File.Datasets[0] with { Epochs = 60 }] };
        StudyLayout undisturbed = SmallStudy.Finished(Path.Combine(_root, "undisturbed"), file);
        StudyLayout disturbed = SmallStudy.Begin(Path.Combine(_root, "disturbed"), file);
        var pool = new LocalPool(new LocalPoolOptions { MaxRestarts = 10 * Kills, SecondLook = TimeSpan.FromSeconds(1) });
        string cli = Path.Combine(AppContext.BaseDirectory, "deepmetric-cli.dll");
        IWorkerGroup group = await pool.StartAsync(new WorkerPlan { Folder = disturbed.Folder, Program = ["dotnet", cli], Workers = 2 }, stop);
        var random = new SeededRandom(7);
        var killed = new HashSet<int>();
        int inWork = 0;
        while (killed.Count < Kills)
        {
            WorkerState[] running = [.. (await group.QueryAsync(stop)).Where(state => state.Phase == WorkerPhase.Running && !killed.Contains(ProcessOf(state)))];
            if (StudyProgress.CountFinished(disturbed) == 9 || (await group.QueryAsync(stop)).All(state => state.Phase != WorkerPhase.Running))
            {
                break;
            }

            // A worker that has claimed a unit is killed a moment later; every fifth one while it starts.
            WorkerState? victim = running.FirstOrDefault(state => killed.Count % 5 == 4 || Holds(disturbed, ProcessOf(state)));
            if (victim is null)
            {
                await Task.Delay(10, stop);
                continue;
            }

            await Task.Delay(random.NextInt(250), stop);
            inWork += Holds(disturbed, ProcessOf(victim)) ? 1 : 0;
            killed.Add(ProcessOf(victim));
            Kill(ProcessOf(victim));
        }

        IReadOnlyList<WorkerState> states = await group.WaitAsync(stop);
        Assert.Contains(states, state => state.Phase == WorkerPhase.Ended);
        Assert.True(killed.Count == Kills && inWork >= Kills / 2, $"{killed.Count} killed, {inWork} of them in work");
        Assert.True(StudyProgress.Of(disturbed).IsComplete);
        Assert.Empty(StudyDifferences.Between(undisturbed, disturbed));
    }

    private static bool Holds(StudyLayout layout, int process)
    {
        var claims = new UnitClaims();
        return Directory.Exists(layout.UnitsFolder)
            && Directory.EnumerateDirectories(layout.UnitsFolder).Any(unit => claims.Look(unit) is ClaimState.Held { Owner.Process.Id: int id } && id == process);
    }

    private static int ProcessOf(WorkerState state) => int.Parse(state.Detail.AsSpan("process ".Length), CultureInfo.InvariantCulture);

    private static void Kill(int process)
    {
        try
        {
            using var victim = Process.GetProcessById(process);
            victim.Kill();
        }
        catch (ArgumentException)
        {
            // It ended meanwhile.
        }
    }
}
