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

    /// <summary>Whether the anchors are the reference.</summary>
    public bool IsOwn { get; init; }

    /// <summary>The norm of the gradient of each anchor's sum with respect to its own embedding, double <c>[n]</c>; where that is certainly above <see cref="LossTelemetry.Epsilon"/>, at least this.</summary>
    public torch.Tensor? GradientNorms { get; set; }

    /// <summary>Computes all rows; the matrix <c>[n, m]</c> of similarities becomes that of their gradient.</summary>
    /// <param name="matrix">The matrix.</param>
    /// <param name="probe">What tells how far anchors are moved at least; null not to ask.</param>
    /// <param name="moves">Where that goes, <c>[n]</c>; negative where nothing can be said.</param>
    public unsafe void Run(torch.Tensor matrix, GradientProbe? probe = null, double* moves = null)
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
                if (probe is not null)
                {
                    moves[i] = -1;
                }

                return;
            }

            buffer.Compute(row, m, classes, i, form, tolerance);
            (counts.Sum, counts.Valid, counts.Active) = (buffer.Terms.Sum, buffer.Terms.Valid, buffer.Terms.Active);
            (counts.DistanceCount, counts.DistanceSum) = buffer.Positive;
            (Negatives[i].DistanceCount, Negatives[i].DistanceSum) = buffer.Negative;
            if (probe is not null)
            {
                moves[i] = probe.LeastMove(row, i);
            }
        });
    }

    public void Dispose()
    {
        Terms.Dispose();
        Negatives.Dispose();
    }
}
