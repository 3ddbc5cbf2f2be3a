namespace DeepMetric.Losses;

/// <summary>What is true of a loss although it is not of most losses; laws that rest on the opposite do not hold for it.</summary>
[Flags]
public enum LossTraits
{
    /// <summary>None: the value is a function of the batch alone, in any order, and its gradient is that function's.</summary>
    None = 0,

    /// <summary>The value depends on the calls before: the loss keeps a memory, a histogram or the like.</summary>
    Stateful = 1,

    /// <summary>The value depends on the order of the items in the batch.</summary>
    OrderDependent = 2,

    /// <summary>Some of what the value depends on is held fixed in the gradient.</summary>
    StopsGradient = 4,

    /// <summary>Labels are not looked at.</summary>
    LabelFree = 8,

    /// <summary>Row i of the embeddings and row i of the reference are two views of one item.</summary>
    TwoViews = 16,
}
