using System.Globalization;
using DeepMetric.Lab.Execution;
using DeepMetric.Lab.Execution.Local;
using DeepMetric.Lab.TestWorker;

// The child process of tests: what has to be seen from another process, or to be killed.
switch (args)
{
    case ["lab", "work", string folder, "--threads", _]:
        return ToyWorker.Work(folder);

    // Claims a unit, says so, and holds it until it is killed.
    case ["hold", string folder]:
        using (UnitClaim? claim = new UnitClaims().TryTake(folder))
        {
            Console.WriteLine(claim is null ? "refused" : "held");
            Thread.Sleep(claim is null ? 0 : Timeout.Infinite);
            return 0;
        }

    // Claims every unit that it gets, says which, and holds them until its input ends.
    case ["race", string folder, string units]:
        var claims = new UnitClaims();
        Console.In.ReadLine();
        UnitClaim?[] won = [.. Enumerable.Range(1, int.Parse(units, CultureInfo.InvariantCulture)).Select(unit => claims.TryTake(ToyStudy.UnitFolder(folder, unit)))];
        Console.WriteLine(string.Join(' ', won.Select((claim, index) => claim is null ? 0 : index + 1).Where(unit => unit > 0)));
        Console.In.ReadLine();
        return 0;

    // A local pool that Ctrl-C stops.
    case ["pool", string folder, string workers]:
        using (var signals = new StopSignals())
        {
            var plan = new WorkerPlan
            {
                Folder = folder,
                Program = ["dotnet", Environment.GetCommandLineArgs()[0]],
                Workers = int.Parse(workers, CultureInfo.InvariantCulture),
            };
            foreach (WorkerState state in await new LocalPool().RunAsync(plan, signals.Token))
            {
                Console.WriteLine($"{state.Number} {state.Phase}: {state.Detail}");
            }

            return 0;
        }

    default:
        await Console.Error.WriteLineAsync("unknown arguments");
        return 2;
}
