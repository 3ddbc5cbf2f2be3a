namespace DeepMetric.Losses;

/// <summary>Something that holds for a loss unless one of its traits says otherwise.</summary>
/// <param name="Id">Its name, such as <c>batch-order</c>.</param>
/// <param name="Statement">The law, as a sentence.</param>
/// <param name="ExceptedBy">The traits of losses for which it does not hold.</param>
public sealed record LossLaw(string Id, string Statement, LossTraits ExceptedBy = LossTraits.None)
{
    /// <summary>The value does not depend on the order of a batch.</summary>
    public static LossLaw BatchOrder { get; } = new("batch-order", "The order of the items in a batch is irrelevant.", LossTraits.Stateful | LossTraits.OrderDependent);

    /// <summary>Value and gradient are finite whatever the batch.</summary>
    public static LossLaw Degenerate { get; } =
        new("degenerate", "A batch of one class, without a positive, of one item or of identical items has a finite value and a finite gradient.");

    /// <summary>The gradient is the derivative of the value.</summary>
    public static LossLaw Gradient { get; } = new("gradient", "The gradient is the derivative of the value, as finite differences show it.", LossTraits.Stateful | LossTraits.StopsGradient);

    /// <summary>The value has the type of the embeddings.</summary>
    public static LossLaw Type { get; } = new("type", "The value has the type of the embeddings, float32 or float64.");

    /// <summary>No tensor stays alive after a call.</summary>
    public static LossLaw Leaks { get; } = new("leaks", "A call leaves no tensor behind but its result.");

    /// <summary>Options can be written and read.</summary>
    public static LossLaw Options { get; } = new("options", "Options that were written as JSON and read again are equal.");

    /// <summary>The labels matter.</summary>
    public static LossLaw Labels { get; } = new("labels", "Other labels give another value.", LossTraits.Stateful | LossTraits.LabelFree);

    /// <summary>Items of no known class do not matter.</summary>
    public static LossLaw UnknownItems { get; } = new(
        "unknown-items",
        "Items of no known class change nothing.",
        LossTraits.Stateful | LossTraits.OrderDependent | LossTraits.LabelFree | LossTraits.TwoViews);

    /// <summary>Anchors may be taken some at a time.</summary>
    public static LossLaw Parts { get; } = new("parts", "Anchors taken some at a time give the value and the gradient of all at once.", LossTraits.Stateful);

    /// <summary>All laws, in the order to check them.</summary>
    public static IReadOnlyList<LossLaw> All { get; } = [BatchOrder, Degenerate, Gradient, Type, Leaks, Options, Labels, UnknownItems, Parts];
}
