namespace DeepMetric.Cli.Data;

/// <summary>What lies in a part of a data set.</summary>
/// <param name="Part"><c>train</c>, <c>validation</c> or <c>test</c>.</param>
/// <param name="Items">The number of items.</param>
/// <param name="Classes">The number of classes that have items in it.</param>
/// <param name="Outliers">The items of no class.</param>
/// <param name="PerClass">How many items its classes have; null where it has none.</param>
internal sealed record PartFacts(string Part, int Items, int Classes, int Outliers, ClassSizes? PerClass)
{
    /// <summary>Counts the items of a part.</summary>
    /// <param name="part">The part.</param>
    /// <param name="labels">The class of each of its items.</param>
    public static PartFacts Of(string part, IReadOnlyCollection<int> labels) =>
        new(part, labels.Count, labels.Where(label => label >= 0).Distinct().Count(), labels.Count(label => label < 0), ClassSizes.Of(labels));
}
