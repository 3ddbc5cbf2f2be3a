using DeepMetric.Lab.Formatting;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Cli.Rendering;

/// <summary>What a number of an experiment is called.</summary>
internal static class NumberNames
{
    /// <summary>The metric's title, with <c>fine</c> before it where the net was trained on coarser labels than it is evaluated on.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="metric">The metric's id.</param>
    public static string Of(string experiment, string metric)
    {
        string title = ResultFormat.Title(metric);
        bool isFine = experiment is ExperimentSpec.Fine or ExperimentSpec.PaperFine && metric is not (MetricCatalog.CoarseMapAtR or MetricCatalog.CoarseRecallAt1);
        return isFine ? $"fine {title}" : title;
    }
}
