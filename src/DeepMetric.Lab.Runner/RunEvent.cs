using DeepMetric.Lab.Runs;

namespace DeepMetric.Lab.Runner;

/// <summary>What a comparison tells while it runs.</summary>
public abstract record RunEvent
{
    private RunEvent()
    {
    }

    /// <summary>The comparison begins.</summary>
    /// <param name="Units">Training runs in all.</param>
    /// <param name="AlreadyFinished">Those that an earlier run of the same folder finished.</param>
    public sealed record Started(int Units, int AlreadyFinished) : RunEvent;

    /// <summary>A training run begins or goes on.</summary>
    /// <param name="Key">Which run.</param>
    /// <param name="Number">Its place among all, from 1.</param>
    /// <param name="Units">Training runs in all.</param>
    /// <param name="FromStep">0, or the step that it goes on from.</param>
    public sealed record UnitStarted(UnitKey Key, int Number, int Units, int FromStep) : RunEvent;

    /// <summary>A training run made progress; told a few times a second at most.</summary>
    /// <param name="Key">Which run.</param>
    /// <param name="Number">Its place among all, from 1.</param>
    /// <param name="Units">Training runs in all.</param>
    /// <param name="Epoch">The epoch it is in, from 1.</param>
    /// <param name="Epochs">Its epochs.</param>
    /// <param name="Loss">The tracked loss of the last step.</param>
    /// <param name="ActiveRatio">The active ratio of the last step; null when the batch had no valid term.</param>
    /// <param name="ImagesPerSecond">Items per second of training so far in this run.</param>
    /// <param name="Remaining">Estimated time until the whole comparison ends; null until it can be told.</param>
    public sealed record Progress(
        UnitKey Key, int Number, int Units, int Epoch, int Epochs, double Loss, double? ActiveRatio, double ImagesPerSecond, TimeSpan? Remaining) : RunEvent;

    /// <summary>A training run is over and evaluated.</summary>
    /// <param name="Result">Its numbers.</param>
    /// <param name="Number">Its place among all, from 1.</param>
    /// <param name="Units">Training runs in all.</param>
    /// <param name="Seconds">How long training and evaluation took.</param>
    /// <param name="ImagesPerSecond">Items per second of training.</param>
    public sealed record UnitFinished(UnitResult Result, int Number, int Units, double Seconds, double ImagesPerSecond) : RunEvent;

    /// <summary>Something other than a training run begins, e.g. "evaluating the raw input".</summary>
    /// <param name="What">What it is.</param>
    public sealed record Stage(string What) : RunEvent;
}
