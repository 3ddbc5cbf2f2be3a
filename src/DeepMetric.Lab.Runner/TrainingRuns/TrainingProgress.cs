using DeepMetric.Lab.Runs;

namespace DeepMetric.Lab.Runner;

/// <summary>What a training run tells while it runs.</summary>
public abstract record TrainingProgress
{
    private TrainingProgress()
    {
    }

    /// <summary>The training begins or goes on.</summary>
    /// <param name="FromStep">0, or the step that it goes on from.</param>
    /// <param name="Steps">Steps in all, unless it stops early.</param>
    /// <param name="Epochs">What was recorded before, from epoch 0 on.</param>
    public sealed record Started(int FromStep, int Steps, IReadOnlyList<TrainingEpoch> Epochs) : TrainingProgress;

    /// <summary>A frozen trunk runs once over all items.</summary>
    /// <param name="Done">Items done.</param>
    /// <param name="Total">Items in all.</param>
    public sealed record Features(int Done, int Total) : TrainingProgress;

    /// <summary>Steps were made; told a few times a second at most.</summary>
    /// <param name="Epoch">The epoch, from 1.</param>
    /// <param name="Step">Steps made.</param>
    /// <param name="Steps">Steps in all, unless it stops early.</param>
    /// <param name="Loss">The tracked loss of the last step.</param>
    /// <param name="ActiveRatio">The active ratio of the last step; null when the batch had no valid term.</param>
    /// <param name="ImagesPerSecond">Items per second of training so far in this process.</param>
    /// <param name="Remaining">Estimated time until the last step; null until it can be told.</param>
    public sealed record Stepped(int Epoch, int Step, int Steps, double Loss, double? ActiveRatio, double ImagesPerSecond, TimeSpan? Remaining) : TrainingProgress;

    /// <summary>An epoch was measured; epoch 0 is the untrained net.</summary>
    /// <param name="Record">Its numbers.</param>
    /// <param name="IsBest">Whether it is the best so far.</param>
    /// <param name="ImagesPerSecond">Items per second of training so far in this process.</param>
    public sealed record Measured(TrainingEpoch Record, bool IsBest, double ImagesPerSecond) : TrainingProgress;

    /// <summary>Something other than training begins, e.g. "evaluating on the test items".</summary>
    /// <param name="What">What it is.</param>
    public sealed record Stage(string What) : TrainingProgress;
}
