using System.Text;
using DeepMetric.Lab.Store;

namespace DeepMetric.Lab.Execution;

/// <summary>A unit that this process holds, from <see cref="UnitClaims.TryTake"/> to disposal; renewed in the background.</summary>
public sealed class UnitClaim : IDisposable
{
    private readonly FileStream _stream;
    private readonly ClaimOptions _options;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _lost = new();
    private readonly ManualResetEventSlim _ended = new();
    private readonly Lock _gate = new();
    private readonly byte[] _content;
    private Thread? _heartbeat;
    private long _renewedAt;
    private int _written;
    private bool _closed;

    internal UnitClaim(
        string folder, int generation, ClaimOwner owner, byte[] content, FileStream stream, ClaimOptions options, TimeProvider time, ClaimState.Abandoned? former)
    {
        Folder = folder;
        Generation = generation;
        Owner = owner;
        Former = former;
        Lost = _lost.Token;
        _stream = stream;
        _options = options;
        _time = time;
        _content = content;
        Write(_content);
    }

    /// <summary>The unit's folder.</summary>
    public string Folder { get; }

    /// <summary>How many claims the unit has had, this one included, since it was last without any.</summary>
    public int Generation { get; }

    /// <summary>This process, as the claim's file names it.</summary>
    public ClaimOwner Owner { get; }

    /// <summary>The worker that the unit was taken over from; null where none held it.</summary>
    public ClaimState.Abandoned? Former { get; }

    /// <summary>Is cancelled when the claim is no longer ours: another worker took it over, or it could not be renewed for its lease.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Renews the claim now and tells whether it is still ours; worth calling before a result is written.</summary>
    /// <returns>False once the claim is lost.</returns>
    public bool Renew()
    {
        lock (_gate)
        {
            if (_closed || _lost.IsCancellationRequested)
            {
                return false;
            }

            try
            {
                if (ClaimFiles.Generations(Folder) is [.., int highest] && highest == Generation)
                {
                    Write(_content);
                    return true;
                }
            }
            catch (RunStoreException) when (_time.GetElapsedTime(_renewedAt) <= _options.Lease)
            {
                // A file system that does not answer for a while is no loss yet: nobody takes over before the lease is over.
                return true;
            }
            catch (RunStoreException)
            {
            }
        }

        _lost.Cancel();
        return false;
    }

    /// <summary>Gives the unit back for good, because its result is written: the claims' files are removed.</summary>
    public void Complete() => Close(() => ClaimFiles.Remove(Folder, ClaimFiles.Generations(Folder).Where(generation => generation <= Generation)));

    /// <summary>Gives the unit back, so that another worker goes on with it at once; after <see cref="Complete"/> or a loss, nothing is left to do.</summary>
    /// <remarks>The file stays, marked as released: removing it could give its generation to two.</remarks>
    public void Dispose() => Close(() =>
    {
        byte[] released = ContentOf(Owner with { Released = true });
        try
        {
            // Another worker reads either the former content, or this one, or neither whole, which counts as held until it looks again.
            Write(released);
        }
        catch (RunStoreException)
        {
            // The lease ends by itself.
        }
    });

    /// <summary>What a claim's file holds.</summary>
    internal static byte[] ContentOf(ClaimOwner owner) => Encoding.UTF8.GetBytes(JsonFile.ToText(owner));

    internal void StartHeartbeat()
    {
        // A thread of its own: the pool may be busy computing for longer than a lease.
        _heartbeat = new Thread(Beat) { IsBackground = true, Name = "heartbeat of a claim" };
        _heartbeat.Start();
    }

    /// <summary>Leaves the unit to a higher generation, which removes this one's file in the end.</summary>
    internal void Withdraw() => Close(() => { });

    private void Beat()
    {
        while (!_ended.Wait(_options.Heartbeat) && Renew())
        {
        }
    }

    private void Close(Action giveBack)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            _ended.Set();
            if (!_lost.IsCancellationRequested)
            {
                giveBack();
            }

            _stream.Dispose();
        }

        // The heartbeat may be the one that closes, in a callback of Lost.
        if (_heartbeat is not null && _heartbeat != Thread.CurrentThread)
        {
            _heartbeat.Join();
        }

        // Not the source of Lost: a renewal on another thread may be about to cancel it, and it holds nothing.
        _ended.Dispose();
    }

    /// <summary>Writes through the handle that made the file, so that a claim that was taken over is never written to; the disk's or server's stamp is what counts.</summary>
    private void Write(byte[] content)
    {
        try
        {
            _stream.Position = 0;
            _stream.Write(content);
            if (content.Length < _written)
            {
                _stream.SetLength(content.Length);
            }

            _written = content.Length;
            _stream.Flush(flushToDisk: true);
            _renewedAt = _time.GetTimestamp();
        }
        catch (Exception exception) when (RunStoreException.IsFromFileSystem(exception))
        {
            throw RunStoreException.From("write", _stream.Name, exception);
        }
    }
}
