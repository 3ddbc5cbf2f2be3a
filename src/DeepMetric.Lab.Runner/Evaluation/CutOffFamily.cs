using System.Globalization;
using DeepMetric.Lab.Metrics;

namespace DeepMetric.Lab.Runner;

/// <summary>A number that there is for each K, the number of nearest items that it looks at.</summary>
/// <param name="Title">What it is called, without its K.</param>
/// <param name="Id">Its id for a K.</param>
/// <param name="Meaning">What it says, with <c>{0}</c> for the K.</param>
public sealed record CutOffFamily(string Title, Func<int, string> Id, string Meaning)
{
    /// <summary>Whether it differs from Recall@1 for K = 1, or is Recall@1 itself.</summary>
    public bool HasOwnFirst { get; init; }

    /// <summary>It, for a K.</summary>
    /// <param name="k">K.</param>
    public MetricInfo At(int k) => new(
        Id(k), string.Create(CultureInfo.InvariantCulture, $"{Title}{k}"), MetricGroup.Retrieval, MetricDirection.HigherIsBetter, Meaning.Replace("{0}", k.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
}
