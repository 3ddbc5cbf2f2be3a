using System.Diagnostics;
using DeepMetric.Lab.TestWorker;

namespace DeepMetric.Lab.Tests.Execution;

/// <summary>A child process that runs <c>DeepMetric.Lab.TestWorker</c>, and is killed at the latest at the end of the test.</summary>
internal sealed class TestWorkerProcess : IDisposable
{
    private readonly Process _process;

    private TestWorkerProcess(Process process)
    {
        _process = process;
    }

    public static string[] Program { get; } = ["dotnet", typeof(ToyStudy).Assembly.Location];

    public int Id => _process.Id;

    public static TestWorkerProcess Start(params string[] arguments) => new(Process.Start(new ProcessStartInfo(Program[0], [.. Program.Skip(1), .. arguments])
    {
        RedirectStandardOutput = true,
        RedirectStandardInput = true,
    })!);

    public async Task<string> ReadLine() =>
        await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("The child process ended without a word.");

    public async Task<string> ReadToEnd() => await _process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

    public void WriteLine() => _process.StandardInput.WriteLine();

    public int Exit()
    {
        _process.WaitForExit();
        return _process.ExitCode;
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }
}
