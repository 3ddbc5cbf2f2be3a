using System.Runtime.InteropServices;

namespace DeepMetric.Cli.Comparing;

/// <summary>Turns the first Ctrl-C (or termination signal) into a cancellation; the second one ends the process at once, as it would without this.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Action _first;
    private readonly Action _second;
    private int _signals;

    /// <summary>Listens until disposal.</summary>
    /// <param name="first">Called at the first signal, on another thread.</param>
    /// <param name="second">Called at every later one, before the process ends.</param>
    public Interruption(Action first, Action second)
    {
        _first = first;
        _second = second;
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, On), PosixSignalRegistration.Create(PosixSignal.SIGTERM, On)];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Stops listening.</summary>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void On(PosixSignalContext context)
    {
        if (Interlocked.Increment(ref _signals) == 1)
        {
            context.Cancel = true;
            _first();
            _source.Cancel();
        }
        else
        {
            _second();
        }
    }
}
