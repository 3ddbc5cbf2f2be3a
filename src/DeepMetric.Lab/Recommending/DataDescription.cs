using System.Globalization;

namespace DeepMetric.Lab.Recommending;

/// <summary>What data are like, as far as it bears on the choice of a loss.</summary>
public sealed record DataDescription
{
    /// <summary>Training items.</summary>
    public required int TrainItems { get; init; }

    /// <summary>Test items.</summary>
    public required int TestItems { get; init; }

    /// <summary>Classes trained on.</summary>
    public required int TrainClasses { get; init; }

    /// <summary>Classes tested on.</summary>
    public required int TestClasses { get; init; }

    /// <summary>Whether no class is both trained on and tested on.</summary>
    public required bool IsClassDisjoint { get; init; }

    /// <summary>The fewest training items of a class.</summary>
    public required int SmallestClass { get; init; }

    /// <summary>The median of the training items of a class.</summary>
    public required double MedianClass { get; init; }

    /// <summary>The most training items of a class.</summary>
    public required int LargestClass { get; init; }

    /// <summary>The shape of an item, channels first.</summary>
    public required IReadOnlyList<int> ItemShape { get; init; }

    /// <summary>Whether there are coarse and finer labels.</summary>
    public required bool HasLevels { get; init; }

    /// <summary>Training items whose nearest others were looked for.</summary>
    public required int Looked { get; init; }

    /// <summary>The share of them whose nearest other item, by raw values, has another label.</summary>
    public required double OtherLabelNearest { get; init; }

    /// <summary>That share if nearest items were drawn at random.</summary>
    public required double OtherLabelAtRandom { get; init; }

    /// <summary>How many of them have an exact copy among them.</summary>
    public required int Copies { get; init; }

    /// <summary>How many of them have an exact copy with another label.</summary>
    public required int CopiesOfOtherLabel { get; init; }

    /// <summary>The largest class in terms of the smallest.</summary>
    public double Imbalance => (double)LargestClass / Math.Max(1, SmallestClass);

    /// <summary>What a reader should know, a sentence each.</summary>
    public IReadOnlyList<string> Sentences() =>
    [
        string.Create(CultureInfo.InvariantCulture, $"{TrainItems:N0} training items in {TrainClasses:N0} classes and {TestItems:N0} test items in {TestClasses:N0}, {Shape()}; {(IsClassDisjoint ? "test classes are others than those trained on" : "test classes are those trained on")}."),
        Sizes(),
        Labels(),
    ];

    /// <summary>How large classes are.</summary>
    internal string Sizes() => SmallestClass == LargestClass
        ? string.Create(CultureInfo.InvariantCulture, $"Classes are equal in size: {SmallestClass:N0} training items each.")
        : Imbalance < 1.5
        ? string.Create(CultureInfo.InvariantCulture, $"Classes are about equal in size: {SmallestClass:N0} to {LargestClass:N0} training items each.")
        : string.Create(CultureInfo.InvariantCulture, $"Classes differ in size: {SmallestClass:N0} to {LargestClass:N0} training items each, {MedianClass:0.#} in the middle; batches take equally many of each, so small classes are seen more often.");

    /// <summary>What can be said of labels without training.</summary>
    internal string Labels()
    {
        string copies = Copies == 0 ? "no exact copies among them" : CopiesOfOtherLabel == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{Copies:N0} are exact copies of one another, none under another label")
            : string.Create(CultureInfo.InvariantCulture, $"{Copies:N0} are exact copies of one another, {CopiesOfOtherLabel:N0} of them under another label, which is certainly wrong for one of the two");
        return string.Create(CultureInfo.InvariantCulture, $"Of {Looked:N0} training items, {OtherLabelNearest:P0} have one of another label nearest by raw values, at random {OtherLabelAtRandom:P0}; {copies}. ")
            + "That share is wrong labels and classes alike in raw values together, and no rate of errors.";
    }

    private string Shape() => ItemShape is [int channels, int rows, int columns]
        ? string.Create(CultureInfo.InvariantCulture, $"images of {columns} × {rows} pixels{(channels == 1 ? ", grey" : string.Empty)}")
        : string.Create(CultureInfo.InvariantCulture, $"vectors of {ItemShape.Aggregate(1, (product, size) => product * size):N0} numbers");
}
