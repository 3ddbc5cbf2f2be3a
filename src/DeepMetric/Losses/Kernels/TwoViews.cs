namespace DeepMetric.Losses.Kernels;

/// <summary>What a loss over two views of each item asks of its input.</summary>
internal static class TwoViews
{
    /// <summary>The batch, if row i of its reference can be the second view of row i.</summary>
    /// <exception cref="ArgumentException">It cannot, or index tuples were given.</exception>
    public static EmbeddingBatch Checked(LossInput input)
    {
        if (input.Tuples is not null)
        {
            throw new ArgumentException("Expected no index tuples: the terms are two views of each item.", nameof(input));
        }

        return input.Batch.ReferenceCount == input.Batch.Count
            ? input.Batch
            : throw new ArgumentException($"Expected as many rows in the second view as in the first, {input.Batch.Count}, found {input.Batch.ReferenceCount}.", nameof(input));
    }
}
