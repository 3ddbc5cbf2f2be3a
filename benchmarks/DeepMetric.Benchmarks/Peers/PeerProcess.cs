using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace DeepMetric.Benchmarks.Peers;

/// <summary>The peers' side, a Python process that runs a case when it is told to.</summary>
internal sealed class PeerProcess : IDisposable
{
    private readonly Process _process;

    public PeerProcess(string python, string script, int threads)
    {
        var start = new ProcessStartInfo(python, [script]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["PEER_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
        try
        {
            _process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception problem)
        {
            throw new PeerException($"Expected Python at '{python}' (PEER_PYTHON), found none: {problem.Message}");
        }

        Versions = Read()["versions"]!.AsObject().ToDictionary(entry => entry.Key, entry => (string)entry.Value!);
    }

    /// <summary>What it runs.</summary>
    public IReadOnlyDictionary<string, string> Versions { get; }

    /// <summary>Loads a case's inputs.</summary>
    /// <returns>Why the peer cannot run it; null if it can.</returns>
    public string? Prepare(string name, string folder) => (string?)Ask(new JsonObject { ["prepare"] = name, ["folder"] = folder })["skipped"];

    /// <summary>Runs the case once.</summary>
    /// <returns>The time it took, in milliseconds.</returns>
    public double Run() => (double)Ask(new JsonObject { ["run"] = true })["ms"]!;

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private JsonObject Ask(JsonObject request)
    {
        _process.StandardInput.WriteLine(request.ToJsonString());
        _process.StandardInput.Flush();
        return Read();
    }

    private JsonObject Read() =>
        JsonNode.Parse(_process.StandardOutput.ReadLine() ?? throw new PeerException("The peers' process ended; what it said stands above."))!.AsObject();
}

/// <summary>The peers' side does not run.</summary>
internal sealed class PeerException(string message) : Exception(message);
