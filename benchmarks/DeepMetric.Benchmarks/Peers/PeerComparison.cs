using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace DeepMetric.Benchmarks.Peers;

/// <summary>Runs our side and the peers' in turns, and writes the table of ratios.</summary>
internal static class PeerComparison
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    // Milliseconds.
    private const double LongRun = 2000;

    /// <summary>Runs the cases whose names start with one of some prefixes, all without one.</summary>
    public static int Run(string[] prefixes, string results)
    {
        PeerCase[] chosen = [.. PeerCases.All.Where(one => prefixes.Length == 0 || prefixes.Any(prefix => one.Name.StartsWith(prefix, StringComparison.Ordinal)))];
        string python = Environment.GetEnvironmentVariable("PEER_PYTHON") ?? "python3";
        using var peer = new PeerProcess(python, Path.Combine(results, "../peers/peer.py"), Environment.ProcessorCount);
        double rate = Folder(folder => ProductRate(peer, folder));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"matrix product: {rate:F0} GFLOP/s"));
        List<PeerRow> rows = [];
        foreach (PeerCase one in chosen)
        {
            rows.Add(Folder(folder => Measure(one, peer, folder, rate)));
            Console.WriteLine(Line(rows[^1]));
        }

        if (prefixes.Length == 0)
        {
            File.WriteAllText(Path.Combine(results, "peers.json"), JsonSerializer.Serialize(rows, Json) + "\n");
            File.WriteAllText(Path.Combine(results, "peers.md"), Page(rows, peer.Versions, rate));
        }

        return 0;
    }

    /// <summary>Runs our side of a case twice in a process of its own and prints what it held beside its inputs at most, in megabytes.</summary>
    public static int PrintMemory(string name)
    {
        PeerCase one = PeerCases.All.Single(candidate => candidate.Name == name);
        Folder(folder =>
        {
            Action work = one.Inputs(new PeerInputs(folder));
            GC.Collect();
            double before = PeakMemory.Reset();
            work();
            work();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, PeakMemory.Now - before):F0}"));
            return 0;
        });
        return 0;
    }

    private static PeerRow Measure(PeerCase one, PeerProcess peer, string folder, double rate)
    {
        Action work = one.Inputs(new PeerInputs(folder));
        string? reason = one.HasPeer ? peer.Prepare(one.Name, folder) : "no peer";
        bool hasPeer = reason is null;
        double first = WarmUp(work);
        if (hasPeer)
        {
            first = Math.Max(first, peer.Run());
        }

        // A turn is a run that is not timed and one that is, so that neither side pays for the other's; where a run is long that makes no difference.
        bool twice = first < LongRun;
        List<double> ours = [];
        List<double> theirs = [];
        for (int i = 0; i < one.Repeats; i++)
        {
            ours.Add(Turn(() => Time(work), twice));
            if (hasPeer)
            {
                theirs.Add(Turn(peer.Run, twice));
            }
        }

        double our = Median(ours);
        double? their = hasPeer ? Median(theirs) : null;
        var row = new PeerRow
        {
            Case = one.Name,
            OursMs = Math.Round(our, 2),
            PeerMs = their is double known ? Math.Round(known, 2) : null,
            Ratio = their is double time ? Math.Round(time / our, 2) : null,
            ExtraMb = one.Targets.Any(target => target is PeerTarget.Memory) ? MemoryOf(one.Name) : null,
            ProductShare = one.ProductOperations > 0 ? Math.Round(one.ProductOperations / our / 1e6 / rate, 3) : null,
            Target = string.Join(", ", one.Targets.Select(target => target.Text)),
            Note = reason,
        };
        bool?[] met = [.. one.Targets.Select(target => target.IsMet(row))];
        return row with { Met = met.Any(each => each == false) ? false : met.Any(each => each is null) ? null : true };
    }

    /// <summary>Runs until the program is compiled as it will stay.</summary>
    /// <returns>The time of the last run.</returns>
    private static double WarmUp(Action work)
    {
        var all = Stopwatch.StartNew();
        double last = Time(work);
        for (int i = 1; i < 60 && all.ElapsedMilliseconds < LongRun; i++)
        {
            last = Time(work);
        }

        return last;
    }

    private static double Turn(Func<double> run, bool twice)
    {
        Thread.Sleep(50);
        if (twice)
        {
            run();
        }

        return run();
    }

    private static double Time(Action work)
    {
        var clock = Stopwatch.StartNew();
        work();
        return clock.Elapsed.TotalMilliseconds;
    }

    private static double ProductRate(PeerProcess peer, string folder)
    {
        var inputs = new PeerInputs(folder);
        inputs.Normal("reference", 60_000 * 128, 1);
        inputs.Normal("queries", 10_000 * 128, 2);
        peer.Prepare("product", folder);
        peer.Run();
        return 2.0 * 10_000 * 60_000 * 128 / Enumerable.Range(0, 5).Min(_ => peer.Run()) / 1e6;
    }

    private static double MemoryOf(string name)
    {
        string program = Environment.ProcessPath!;
        string[] arguments = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(PeerComparison).Assembly.Location, "peers-memory", name] : ["peers-memory", name];
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return double.Parse(output, CultureInfo.InvariantCulture);
    }

    private static T Folder<T>(Func<string, T> use)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("deepmetric-peers");
        try
        {
            return use(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Line(PeerRow row) => string.Create(CultureInfo.InvariantCulture, $"{row.Case}: ours {row.OursMs} ms, peer {row.PeerMs} ms, ratio {row.Ratio}, extra {row.ExtraMb} MB, product share {row.ProductShare}; {row.Target}: {Met(row)}");

    private static string Met(PeerRow row) => row.Met switch { true => "met", false => "missed", null => "-" };

    private static string Page(IReadOnlyList<PeerRow> rows, IReadOnlyDictionary<string, string> versions, double rate)
    {
        var page = new StringBuilder();
        page.AppendLine("# Beside the peers").AppendLine();
        page.AppendLine("Written by `dotnet run -c Release --project benchmarks/DeepMetric.Benchmarks -- peers` ([how to set the peers up](../peers/README.md)). Both sides compute from the same");
        page.AppendLine("numbers, in turns, in one run; a ratio is the peer's median over ours. Losses are forward and backward; training is an epoch with our trainer, its telemetry on.").AppendLine();
        page.AppendLine(CultureInfo.InvariantCulture, $"Measured on {DateTime.UtcNow:yyyy-MM-dd}: {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores ({ProcessorName()}), {Environment.ProcessorCount} threads each;");
        page.AppendLine(CultureInfo.InvariantCulture, $"ours: .NET {Environment.Version}, libtorch {TorchSharp.torch.__version__}; theirs: {string.Join(", ", versions.Select(entry => $"{entry.Key} {entry.Value}"))}.");
        page.AppendLine(CultureInfo.InvariantCulture, $"Each side is warmed up, and runs once untimed in each of its turns. The best float32 matrix product of the run, OpenBLAS through NumPy: {rate:F0} GFLOP/s.").AppendLine();
        page.AppendLine("| case | ours | peer | ratio | extra memory | of the product's rate | target | met |");
        page.AppendLine("|---|---|---|---|---|---|---|---|");
        foreach (PeerRow row in rows)
        {
            string peer = row.PeerMs is double time ? Milliseconds(time) : row.Note ?? "";
            string ratio = row.Ratio is double times ? string.Create(CultureInfo.InvariantCulture, $"{times:G4}×") : "";
            string memory = row.ExtraMb is double extra ? string.Create(CultureInfo.InvariantCulture, $"{extra:F0} MB") : "";
            string share = row.ProductShare is double part ? string.Create(CultureInfo.InvariantCulture, $"{100 * part:F0} %") : "";
            page.AppendLine(CultureInfo.InvariantCulture, $"| {row.Case} | {Milliseconds(row.OursMs)} | {peer} | {ratio} | {memory} | {share} | {row.Target} | {Met(row)} |");
        }

        return page.ToString();
    }

    private static string Milliseconds(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:G4} ms");

    private static string ProcessorName() =>
        File.Exists("/proc/cpuinfo") && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is string line
            ? line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
            : RuntimeInformation.ProcessArchitecture.ToString();
}
