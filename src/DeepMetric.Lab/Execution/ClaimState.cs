namespace DeepMetric.Lab.Execution;

/// <summary>Whether a unit can be claimed.</summary>
public abstract record ClaimState
{
    private ClaimState()
    {
    }

    /// <summary>Nobody holds it.</summary>
    public sealed record Free : ClaimState;

    /// <summary>A worker holds it.</summary>
    /// <param name="Owner">Who; null where the claim is just being written.</param>
    /// <param name="Age">How long ago it was renewed.</param>
    public sealed record Held(ClaimOwner? Owner, TimeSpan Age) : ClaimState;

    /// <summary>The worker that held it is gone: the next one that claims it takes it over.</summary>
    /// <param name="Owner">Who held it; null where the claim was never written whole.</param>
    /// <param name="Why">A few words: its process is gone, or its lease is over.</param>
    public sealed record Abandoned(ClaimOwner? Owner, string Why) : ClaimState;
}
