using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;

namespace DeepMetric.Losses;

/// <summary>A loss over rows of the distance matrix that takes anchors some at a time where all of them would need much memory.</summary>
/// <remarks>The gradient of each part is computed again when it is needed: the same value and the same gradient in bounded memory, for about twice the time.</remarks>
public abstract class PartedLoss : MetricLoss
{
    // Above this many entries of the distance matrix, anchors are taken in parts.
    private const long LargestWhole = 16L << 20;

    private protected PartedLoss(Distance distance, Reducer reducer, Regularizer? regularizer, double regularizerWeight)
        : base(distance, reducer, regularizer, regularizerWeight)
    {
    }

    /// <summary>How many anchors are taken at a time; null for all of them, or as many as memory suggests where there are many.</summary>
    /// <value>Default null.</value>
    public int? AnchorsPerPart { get; set; }

    /// <inheritdoc/>
    protected sealed override bool NeedsDistances => false;

    // Where anchors are taken in parts, their distances are too.
    private protected sealed override bool SharesDistances => AnchorsPerPart is null;

    /// <inheritdoc/>
    private protected override bool TakesLabelSets => true;

    /// <summary>How many anchors to take at a time.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="entriesPerPair">Matrices' worth of entries that the arithmetic holds per entry of the distance matrix, roughly.</param>
    private protected int RowsPerPart(EmbeddingBatch batch, long entriesPerPair)
    {
        long perRow = Math.Max(1, batch.ReferenceCount * entriesPerPair);
        return AnchorsPerPart ?? (perRow * batch.Count <= LargestWhole ? Math.Max(1, batch.Count) : RowRanges.Length(batch.Count, perRow));
    }

    /// <summary>The batch with its matrix of distances where all anchors are taken at once, so that it is computed once however often it is asked for.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="rowsPerPart">Anchors at a time.</param>
    private protected EmbeddingBatch Measured(EmbeddingBatch batch, int rowsPerPart) =>
        rowsPerPart >= batch.Count && !batch.HasDistances(Distance) ? batch.WithDistances(Distance, batch.DistancesBy(Distance)) : batch;
}
