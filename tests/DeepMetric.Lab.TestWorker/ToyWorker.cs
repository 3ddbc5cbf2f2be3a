using DeepMetric.Lab.Execution;
using DeepMetric.Lab.Store;

namespace DeepMetric.Lab.TestWorker;

/// <summary>What <c>deepmetric lab work</c> does, with units that add numbers.</summary>
internal static class ToyWorker
{
    public static int Work(string folder)
    {
        using var signals = new StopSignals();
        var claims = new UnitClaims();
        ToyStudy study = ToyStudy.Read(folder);
        bool othersHold = true;
        bool some = true;
        while (some)
        {
            some = false;
            othersHold = false;
            foreach (string unit in Enumerable.Range(1, study.Units).Select(unit => ToyStudy.UnitFolder(folder, unit)).Where(unit => ToyStudy.Results(unit).Length == 0))
            {
                using UnitClaim? claim = claims.TryTake(unit);
                if (claim is null)
                {
                    othersHold = true;
                    continue;
                }

                some = true;
                if (ToyStudy.Results(unit).Length == 0 && !Run(study, unit, claim, signals.Token))
                {
                    Console.WriteLine($"stopped in unit {Path.GetFileName(unit)}");
                    return WorkerExit.Stopped;
                }

                claim.Complete();
            }
        }

        return othersHold ? WorkerExit.HeldByOthers : WorkerExit.Done;
    }

    private static bool Run(ToyStudy study, string unit, UnitClaim claim, CancellationToken stop)
    {
        string checkpoint = Path.Combine(unit, "state.json");
        ToyState state = File.Exists(checkpoint) ? JsonFile.Read<ToyState>(checkpoint) : new();
        Console.WriteLine($"unit {Path.GetFileName(unit)} from step {state.Step}{(claim.Former is null ? string.Empty : $", taken over from {claim.Former.Owner}: {claim.Former.Why}")}");
        using (JsonLinesWriter<ToyStart> starts = JsonLines.Append<ToyStart>(Path.Combine(unit, "starts.jsonl")))
        {
            starts.Append(new ToyStart { Owner = claim.Owner.ToString(), FromStep = state.Step, Former = claim.Former?.Why });
        }

        int number = int.Parse(Path.GetFileName(unit), System.Globalization.CultureInfo.InvariantCulture);
        while (state.Step < study.Steps)
        {
            if (stop.WaitHandle.WaitOne(study.StepMilliseconds))
            {
                return false;
            }

            claim.Lost.ThrowIfCancellationRequested();
            state = new ToyState { Step = state.Step + 1, Sum = state.Sum + ((state.Step + 1L) * number) };
            JsonFile.Write(checkpoint, state);
        }

        JsonFile.Write(Path.Combine(unit, $"result-{claim.Owner.Id}.json"), state);
        return true;
    }
}
