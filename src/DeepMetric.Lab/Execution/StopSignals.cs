using System.Runtime.InteropServices;

namespace DeepMetric.Lab.Execution;

/// <summary>Makes Ctrl-C, SIGTERM and a terminal that closes a token in place of the end of this process, as long as it lives.</summary>
/// <remarks>Slurm may send SIGTERM to a worker and to the script that hands it on, so a worker is asked to stop twice: the second time changes nothing.</remarks>
public sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Starts listening.</summary>
    public StopSignals()
    {
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            _source.Cancel();
        }))];
    }

    /// <summary>Is cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Stops listening: a signal ends the process again.</summary>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }
}
