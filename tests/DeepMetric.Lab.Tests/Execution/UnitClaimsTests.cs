using System.ComponentModel.DataAnnotations;
using CsCheck;
using DeepMetric.Lab.Execution;
using DeepMetric.Lab.Store;
using DeepMetric.Lab.TestWorker;

namespace DeepMetric.Lab.Tests.Execution;

public sealed class UnitClaimsTests
{
    private static readonly ClaimOwner Elsewhere = new()
    {
        Id = "else",
        Host = "node-7",
        Process = new() { Id = 1, Start = "0", Scope = "node-7" },
        SlurmJob = "12_3",
        Taken = DateTimeOffset.UnixEpoch,
    };

    private readonly UnitClaims _claims = new();

    [Fact]
    public void A_unit_is_held_until_it_is_given_back()
    {
        using var root = new TemporaryFolder();
        string unit = root["unit"];
        using (UnitClaim claim = _claims.TryTake(unit)!)
        {
            Assert.Null(_claims.TryTake(unit));
            Assert.Null(new UnitClaims().TryTake(unit));
            var held = Assert.IsType<ClaimState.Held>(_claims.Look(unit));
            Assert.Equal(claim.Owner, held.Owner);
            Assert.Equal(Environment.ProcessId, claim.Owner.Process.Id);
            Assert.True(claim.Renew());
        }

        Assert.IsType<ClaimState.Free>(_claims.Look(unit));
        using UnitClaim next = _claims.TryTake(unit)!;
        Assert.Equal(2, next.Generation);
        Assert.Null(next.Former);
        Assert.Equal(["claim-2.json"], Names(unit));
    }

    [Fact]
    public void A_finished_unit_keeps_no_claim()
    {
        using var root = new TemporaryFolder();
        using (UnitClaim claim = _claims.TryTake(root.FolderPath)!)
        {
            claim.Complete();
            Assert.False(claim.Renew());
        }

        Assert.Empty(root.Names);
    }

    [Fact]
    public async Task The_unit_of_a_killed_process_is_taken_over_at_once()
    {
        using var root = new TemporaryFolder();
        using var child = TestWorkerProcess.Start("hold", root.FolderPath);
        Assert.Equal("held", await child.ReadLine());
        Assert.Null(_claims.TryTake(root.FolderPath));
        child.Kill();
        var abandoned = Assert.IsType<ClaimState.Abandoned>(_claims.Look(root.FolderPath));
        Assert.Equal(child.Id, abandoned.Owner!.Process.Id);
        using UnitClaim claim = _claims.TryTake(root.FolderPath)!;
        Assert.Equal("its process is gone", claim.Former!.Why);
        Assert.Equal(["claim-2.json"], root.Names);
        using var second = TestWorkerProcess.Start("hold", root.FolderPath);
        Assert.Equal("refused", await second.ReadLine());
    }

    [Fact]
    public void A_number_that_went_to_another_process_is_told_by_its_start()
    {
        using var root = new TemporaryFolder();
        Write(root, Elsewhere with { Process = ProcessIdentity.Current });
        Assert.IsType<ClaimState.Held>(_claims.Look(root.FolderPath));
        Write(root, Elsewhere with { Process = ProcessIdentity.Current with { Start = "7" } });
        Assert.IsType<ClaimState.Abandoned>(_claims.Look(root.FolderPath));
        Write(root, Elsewhere with { Process = ProcessIdentity.Current with { Start = "7", Scope = "another boot or container" } });
        Assert.IsType<ClaimState.Held>(_claims.Look(root.FolderPath));
    }

    [Fact]
    public void A_claim_of_another_host_holds_for_its_lease()
    {
        using var root = new TemporaryFolder();
        Write(root, Elsewhere, seconds: 50);
        Assert.InRange(Assert.IsType<ClaimState.Held>(_claims.Look(root.FolderPath)).Age.TotalSeconds, 49, 59);
        Assert.Null(_claims.TryTake(root.FolderPath));
        Write(root, Elsewhere, seconds: 65);
        using UnitClaim claim = _claims.TryTake(root.FolderPath)!;
        Assert.Equal("process 1 on node-7 (Slurm job 12_3)", claim.Former!.Owner!.ToString());
        Assert.Equal("it was not renewed for 65 s; the lease is 60 s", claim.Former.Why);
    }

    [Fact]
    public void A_claim_that_was_never_written_whole_holds_for_the_lease_too()
    {
        using var root = new TemporaryFolder();
        File.WriteAllText(root["claim-3.json"], "{\"id\": \"a");
        Assert.Null(Assert.IsType<ClaimState.Held>(_claims.Look(root.FolderPath)).Owner);
        File.SetLastWriteTimeUtc(root["claim-3.json"], DateTime.UtcNow.AddSeconds(-65));
        using UnitClaim claim = _claims.TryTake(root.FolderPath)!;
        Assert.Equal(4, claim.Generation);
    }

    [Fact]
    public async Task A_claim_is_renewed_in_the_background()
    {
        using var root = new TemporaryFolder();
        using UnitClaim claim = new UnitClaims(new() { Heartbeat = TimeSpan.FromMilliseconds(20) }).TryTake(root.FolderPath)!;
        DateTime old = DateTime.UtcNow.AddSeconds(-50);
        File.SetLastWriteTimeUtc(root["claim-1.json"], old);
        await Eventually.True(() => File.GetLastWriteTimeUtc(root["claim-1.json"]) > old.AddSeconds(10), "a renewal");
        Assert.False(claim.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task A_holder_that_slept_too_long_learns_that_its_unit_was_taken_over_and_harms_nothing()
    {
        using var root = new TemporaryFolder();
        UnitClaim slept = new UnitClaims(new() { Heartbeat = TimeSpan.FromHours(1), Lease = TimeSpan.FromHours(3) }).TryTake(root.FolderPath)!;
        File.SetLastWriteTimeUtc(root["claim-1.json"], DateTime.UtcNow.AddSeconds(-65));
        using UnitClaim claim = _claims.TryTake(root.FolderPath)!;
        string before = await File.ReadAllTextAsync(root["claim-2.json"], TestContext.Current.CancellationToken);
        Assert.False(slept.Renew());
        Assert.True(slept.Lost.IsCancellationRequested);
        slept.Complete();
        slept.Dispose();
        Assert.Equal(["claim-2.json"], root.Names);
        Assert.Equal(before, await File.ReadAllTextAsync(root["claim-2.json"], TestContext.Current.CancellationToken));
        Assert.True(claim.Renew());
    }

    [Fact]
    public void A_taker_that_slept_between_looking_and_taking_yields()
    {
        using var root = new TemporaryFolder();
        Write(root, Elsewhere, seconds: 65);
        UnitClaim? third = null;
        var sleepy = new UnitClaims(time: new Interleaved(() =>
        {
            // It has seen generation 1 abandoned and goes for 2, which is taken, given back and taken again meanwhile: 2 is free for it, and too low.
            _claims.TryTake(root.FolderPath)!.Dispose();
            third = _claims.TryTake(root.FolderPath);
        }));
        Assert.Null(sleepy.TryTake(root.FolderPath));
        Assert.Equal(3, third!.Generation);
        Assert.True(third.Renew());
        Assert.IsType<ClaimState.Held>(_claims.Look(root.FolderPath));
        third.Complete();
        Assert.Empty(root.Names);
    }

    [Fact]
    public void Of_many_takers_at_once_one_wins_where_the_unit_can_be_taken_and_none_elsewhere()
    {
        int taken = 0;
        Gen.Select(Gen.Int[0, 5], Gen.Int[2, 8]).Sample(
            (start, takers) =>
            {
                using var root = new TemporaryFolder();
                bool free = Prepare(root, start);
                using var barrier = new Barrier(takers);
                var won = new UnitClaim?[takers];
                Thread[] threads = [.. Enumerable.Range(0, takers).Select(index => new Thread(() =>
                {
                    var claims = new UnitClaims();
                    barrier.SignalAndWait();
                    won[index] = claims.TryTake(root.FolderPath);
                }))];
                Array.ForEach(threads, thread => thread.Start());
                Array.ForEach(threads, thread => thread.Join());
                int winners = won.Count(claim => claim is not null);
                taken += winners;
                bool held = won.All(claim => claim is null || claim.Renew());
                Array.ForEach(won, claim => claim?.Dispose());
                return winners == (free ? 1 : 0) && held;
            },
            iter: 200,
            threads: 1);
        Assert.InRange(taken, 50, 190);
    }

    [Fact]
    public async Task Of_many_processes_each_unit_goes_to_one()
    {
        const int Units = 100;
        using var root = new TemporaryFolder();
        foreach (int unit in Enumerable.Range(1, Units).Where(unit => unit % 2 == 0))
        {
            string folder = ToyStudy.UnitFolder(root.FolderPath, unit);
            Directory.CreateDirectory(folder);
            JsonFile.Write(Path.Combine(folder, "claim-1.json"), Elsewhere);
            File.SetLastWriteTimeUtc(Path.Combine(folder, "claim-1.json"), DateTime.UtcNow.AddSeconds(-65));
        }

        TestWorkerProcess[] children = [.. Enumerable.Range(0, 4).Select(_ => TestWorkerProcess.Start("race", root.FolderPath, "100"))];
        try
        {
            Array.ForEach(children, child => child.WriteLine());
            string[] lines = await Task.WhenAll(children.Select(child => child.ReadLine()));
            int[] won = [.. lines.SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(int.Parse)];
            Assert.Equal(Enumerable.Range(1, Units), won.Order());
        }
        finally
        {
            Array.ForEach(children, child => child.Dispose());
        }
    }

    [Fact]
    public async Task Processes_that_race_through_short_units_end_each_once()
    {
        using var root = new TemporaryFolder();
        ToyStudy study = ToyStudy.Create(root.FolderPath, units: 200, steps: 1, stepMilliseconds: 0);
        TestWorkerProcess[] children = [.. Enumerable.Range(0, 4).Select(_ => TestWorkerProcess.Start("lab", "work", root.FolderPath, "--threads", "1"))];
        try
        {
            string[] outputs = await Task.WhenAll(children.Select(child => child.ReadToEnd()));
            Assert.All(children, child => Assert.Contains(child.Exit(), new[] { WorkerExit.Done, WorkerExit.HeldByOthers }));
            Assert.Equal(study.Units, outputs.Sum(output => output.Split('\n').Length - 1));
            Assert.Empty(study.Mistakes(root.FolderPath));
        }
        finally
        {
            Array.ForEach(children, child => child.Dispose());
        }
    }

    [Fact]
    public void Options_and_folders_that_cannot_be_are_named()
    {
        Assert.Equal(
            "The lease of a claim has to be at least 3 heartbeats (15 s); it is 10 s.",
            Assert.Throws<ValidationException>(() => new UnitClaims(new() { Lease = TimeSpan.FromSeconds(10) })).Message);
        Assert.Throws<ValidationException>(() => new UnitClaims(new() { Heartbeat = TimeSpan.Zero }));
        using var root = new TemporaryFolder();
        File.WriteAllText(root["file"], "x");
        Assert.StartsWith($"Cannot create the folder '{root["file"]}': ", Assert.Throws<RunStoreException>(() => _claims.TryTake(root["file"])).Message, StringComparison.Ordinal);
        Assert.IsType<ClaimState.Free>(_claims.Look(root["none"]));
    }

    /// <summary>A unit in one of six states; whether it can be taken.</summary>
    private static bool Prepare(TemporaryFolder root, int start)
    {
        switch (start)
        {
            case 0: return true;
            case 1: Write(root, Elsewhere with { Released = true }); return true;
            case 2: Write(root, Elsewhere, seconds: 65); return true;
            case 3: Write(root, Elsewhere with { Process = ProcessIdentity.Current with { Start = "7" } }); return true;
            case 4: Write(root, Elsewhere); return false;
            default: File.WriteAllText(root["claim-1.json"], string.Empty); return false;
        }
    }

    private static void Write(TemporaryFolder root, ClaimOwner owner, int seconds = 0)
    {
        JsonFile.Write(root["claim-1.json"], owner);
        File.SetLastWriteTimeUtc(root["claim-1.json"], DateTime.UtcNow.AddSeconds(-seconds));
    }

    private static string[] Names(string folder) => [.. Directory.EnumerateFileSystemEntries(folder).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal)];

    /// <summary>Does something at the moment at which a taker asks for the time: after it looked, before it takes.</summary>
    private sealed class Interleaved(Action action) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow()
        {
            action();
            return base.GetUtcNow();
        }
    }
}
