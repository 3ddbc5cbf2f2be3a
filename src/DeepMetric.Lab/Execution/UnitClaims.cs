using System.Globalization;
using DeepMetric.Lab.Store;

namespace DeepMetric.Lab.Execution;

/// <summary>Claims units of a study, so that at most one live worker works on each; one object per worker.</summary>
/// <remarks>
/// <para>
/// A claim is a file in the unit's folder, made with O_EXCL. Taking a claim over makes the file of the next generation, which one process succeeds in;
/// no file that may be somebody's claim is ever renamed or removed, so there is no moment at which two takers could both be right. Whoever succeeds
/// looks again and yields to a still higher generation, so a process that slept between looking and making takes nothing from others.
/// </para>
/// <para>
/// A holder is held for gone when its process is (same host, same start of the system, number free or of a process that started at another time), or when its file was
/// not renewed for the lease, by the file system's own clock. The second cannot tell a dead worker from one that was stopped for so long: such a worker finds
/// out at its next renewal (<see cref="UnitClaim.Lost"/>), and until then both work. Results are therefore to be the same whoever computes them, and be written
/// atomically.
/// </para>
/// <para>Unlike <see cref="RunFolder"/>'s lock, a claim needs no lock manager of the file system and says who holds it.</para>
/// </remarks>
public sealed class UnitClaims
{
    private readonly TimeProvider _time;
    private readonly FileSystemClock _clock;

    /// <summary>Creates the object.</summary>
    /// <param name="options">Heartbeat and lease.</param>
    /// <param name="time">By default the system's.</param>
    public UnitClaims(ClaimOptions? options = null, TimeProvider? time = null)
    {
        Options = (options ?? new()).Checked();
        _time = time ?? TimeProvider.System;
        _clock = new FileSystemClock(_time);
    }

    /// <summary>Heartbeat and lease.</summary>
    public ClaimOptions Options { get; }

    /// <summary>Claims a unit. The caller then looks whether the unit is finished: another worker may have been faster.</summary>
    /// <param name="folder">The unit's folder; it is made if missing.</param>
    /// <returns>The claim; null if another worker holds the unit.</returns>
    /// <exception cref="RunStoreException">The folder cannot be read or written.</exception>
    public UnitClaim? TryTake(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        RunLayout.CreateFolder(folder);
        int highest = Highest(folder);
        ClaimState state = StateOf(folder, highest);
        if (state is ClaimState.Held)
        {
            return null;
        }

        ClaimOwner owner = ClaimOwner.Current(_time);

        // Made before the file, so that a killed process hardly ever leaves one without its owner, which others have to wait a lease for.
        byte[] content = UnitClaim.ContentOf(owner);
        int generation = highest + 1;
        FileStream? stream = ClaimFiles.TryCreate(folder, generation);
        if (stream is null)
        {
            return null;
        }

        UnitClaim? claim = null;
        try
        {
            claim = new UnitClaim(folder, generation, owner, content, stream, Options, _time, state as ClaimState.Abandoned);
            int[] generations = ClaimFiles.Generations(folder);
            if (generations is not [.., int last] || last != generation)
            {
                claim.Withdraw();
                return null;
            }

            ClaimFiles.Remove(folder, generations.Where(other => other < generation));
            claim.StartHeartbeat();
            return claim;
        }
        catch
        {
            claim?.Withdraw();
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Looks whether a unit can be claimed, and claims nothing.</summary>
    /// <param name="folder">The unit's folder.</param>
    /// <exception cref="RunStoreException">The folder cannot be read, or, if a worker of another host holds the unit, not be written.</exception>
    public ClaimState Look(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return StateOf(folder, Highest(folder));
    }

    private static int Highest(string folder) => ClaimFiles.Generations(folder) is [.., int highest] ? highest : 0;

    private ClaimState StateOf(string folder, int generation)
    {
        if (generation == 0 || ClaimFiles.Read(ClaimFiles.PathOf(folder, generation)) is not { } found)
        {
            // No claim, or one that was removed meanwhile because its unit is finished or a higher one came: making the next one decides.
            return new ClaimState.Free();
        }

        (ClaimOwner? owner, DateTime renewed) = found;
        if (owner is { Released: true })
        {
            return new ClaimState.Free();
        }

        if (owner is { Process.IsGone: true })
        {
            return new ClaimState.Abandoned(owner, "its process is gone");
        }

        TimeSpan age = _clock.Now(folder) - renewed;
        return age <= Options.Lease
            ? new ClaimState.Held(owner, age > TimeSpan.Zero ? age : TimeSpan.Zero)
            : new ClaimState.Abandoned(owner, string.Create(CultureInfo.InvariantCulture, $"it was not renewed for {age.TotalSeconds:0} s; the lease is {Options.Lease.TotalSeconds:0} s"));
    }
}
