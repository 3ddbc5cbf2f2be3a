namespace DeepMetric.Lab.Claims;

/// <summary>Where an arm stands among the others.</summary>
public sealed record RankedArm
{
    /// <summary>The arm.</summary>
    public required string Arm { get; init; }

    /// <summary>The mean of its ranks, 1 the best, over the scores of the main experiment and the seeds; equal values share the mean of their ranks.</summary>
    public required double MeanRank { get; init; }

    /// <summary>In how many corrected tests it was shown to be better than another arm.</summary>
    public required int ShownBetter { get; init; }

    /// <summary>In how many corrected tests another arm was shown to be better.</summary>
    public required int ShownWorse { get; init; }

    /// <summary>How many tests of its scores were made.</summary>
    public required int Tests { get; init; }
}
