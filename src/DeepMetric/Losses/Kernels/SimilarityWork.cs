using TorchSharp;

namespace DeepMetric.Losses.Kernels;

/// <summary>What is computed of each row of similarities, and what came of it.</summary>
/// <param name="form">The loss.</param>
/// <param name="classes">Who is positive and who takes no part.</param>
/// <param name="tolerance">The tolerance of a miner that chooses pairs; null to take all.</param>
internal sealed class SimilarityWork(RowForm form, RowClasses classes, double? tolerance) : IDisposable
{
    /// <summary>The terms of each anchor, and the similarities of the positive pairs that took part.</summary>
    public AnchorTally Terms { get; } = new(classes.OfAnchors.Length);

    /// <summary>The similarities of the negative pairs that took part.</summary>
    public AnchorTally Negatives { get; } = new(classes.OfAnchors.Length);

    /// <summary>Whether the reference has a gradient too.</summary>
    public bool ReferenceLearns { get; set; }

    /// <summary>The gradient of each anchor's sum with respect to its own prepared row, <c>[n, d]</c>.</summary>
    public torch.Tensor? Pulls { get; set; }

    /// <summary>Computes all rows; the matrix <c>[n, m]</c> of similarities becomes that of their gradient.</summary>
    public unsafe void Run(torch.Tensor matrix)
    {
        int m = classes.OfReference.Length;
        float* rows = DenseMemory.Pointer<float>(matrix);
        RowParallel.For(classes.OfAnchors.Length, 16L * m, () => new ExponentialRow(m), (i, buffer) =>
        {
            ref AnchorCounts counts = ref Terms[i];
            float* row = rows + ((long)i * m);
            if (classes.OfAnchors[i] == RowClasses.Ignored)
            {
                new Span<float>(row, m).Clear();
                counts.Valid = tolerance is null ? 0 : 1;
                return;
            }

            buffer.Compute(row, m, classes, i, form, tolerance);
            (counts.Sum, counts.Valid, counts.Active) = (buffer.Terms.Sum, buffer.Terms.Valid, buffer.Terms.Active);
            (counts.DistanceCount, counts.DistanceSum) = buffer.Positive;
            (Negatives[i].DistanceCount, Negatives[i].DistanceSum) = buffer.Negative;
        });
    }

    public void Dispose()
    {
        Terms.Dispose();
        Negatives.Dispose();
    }
}
