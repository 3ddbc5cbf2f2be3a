namespace DeepMetric.Datasets;

/// <summary>How an attempt to download ended.</summary>
/// <param name="Outcome">How.</param>
/// <param name="Reason">What went wrong, for people.</param>
/// <param name="Wait">How long the server asks to wait.</param>
/// <param name="DropPart">Whether the bytes on the disk are of no use.</param>
internal sealed record AttemptResult(AttemptOutcome Outcome, string Reason, TimeSpan? Wait = null, bool DropPart = false)
{
    public static AttemptResult Complete { get; } = new(AttemptOutcome.Complete, "");

    public static AttemptResult TryAgain(string reason, TimeSpan? wait = null, bool dropPart = false) => new(AttemptOutcome.TryAgain, reason, wait, dropPart);

    public static AttemptResult GiveUp(string reason, bool dropPart = false) => new(AttemptOutcome.GiveUp, reason, null, dropPart);
}
