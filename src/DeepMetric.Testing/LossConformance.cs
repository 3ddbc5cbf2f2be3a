using DeepMetric.Losses;

namespace DeepMetric.Testing;

/// <summary>Checks that a loss keeps the laws of <see cref="LossLaw.All"/>, each but where a trait of the loss excepts it.</summary>
/// <remarks>
/// In a test of any framework: <c>LossConformance.Check((dimension, classes) => new MyLoss());</c>. The report says of each law whether it passed, failed or does not concern the loss, and why.
/// </remarks>
public static class LossConformance
{
    /// <summary>Checks all laws.</summary>
    /// <param name="create">Creates the loss for an embedding size and a number of classes; one that learns weights draws the same ones each time.</param>
    /// <param name="options">How to check.</param>
    /// <exception cref="ConformanceException">A law does not hold.</exception>
    public static ConformanceReport Check(Func<int, int, MetricLoss> create, LossConformanceOptions? options = null) => Examine(create, options).Required();

    /// <summary>Checks all laws and reports failures instead of throwing.</summary>
    /// <param name="create">Creates the loss for an embedding size and a number of classes.</param>
    /// <param name="options">How to check.</param>
    public static ConformanceReport Examine(Func<int, int, MetricLoss> create, LossConformanceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(create);
        var examination = new LossExamination(create, options ?? new());
        return new ConformanceReport(examination.Subject, [.. LossLaw.All.Select(examination.Run)]);
    }

    /// <summary>Checks one law and reports a failure instead of throwing.</summary>
    /// <param name="law">The law, one of <see cref="LossLaw.All"/>.</param>
    /// <param name="create">Creates the loss for an embedding size and a number of classes.</param>
    /// <param name="options">How to check.</param>
    public static LawOutcome Examine(LossLaw law, Func<int, int, MetricLoss> create, LossConformanceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(law);
        ArgumentNullException.ThrowIfNull(create);
        return new LossExamination(create, options ?? new()).Run(law);
    }
}
