using TorchSharp;

namespace DeepMetric.Losses.Kernels;

/// <summary>What is computed of each row of similarities, and what came of it.</summary>
/// <param name="form">The loss.</param>
/// <param name="classes">Who is positive and who takes no part.</param>
/// <param name="tolerance">The tolerance of a miner that chooses pairs; null to take all.</param>
internal sealed class SimilarityWork(RowForm form, RowClasses classes, double? tolerance)
{
    private readonly int _count = classes.OfAnchors.Length;

    /// <summary>The sum of the terms of each anchor.</summary>
    public double[] Sums { get; } = new double[classes.OfAnchors.Length];

    /// <summary>Terms of each anchor.</summary>
    public long[] Valid { get; } = new long[classes.OfAnchors.Length];

    /// <summary>Terms above 0 of each anchor.</summary>
    public long[] Active { get; } = new long[classes.OfAnchors.Length];

    /// <summary>How many positive pairs of each anchor took part, and the sum of their similarities.</summary>
    public (long Count, double Sum)[] Positive { get; } = new (long, double)[classes.OfAnchors.Length];

    /// <summary>How many negative pairs of each anchor took part, and the sum of their similarities.</summary>
    public (long Count, double Sum)[] Negative { get; } = new (long, double)[classes.OfAnchors.Length];

    /// <summary>Whether the reference has a gradient too.</summary>
    public bool ReferenceLearns { get; set; }

    /// <summary>The gradient of each anchor's sum with respect to its own prepared row, <c>[n, d]</c>.</summary>
    public torch.Tensor? Pulls { get; set; }

    /// <summary>Computes all rows; the matrix <c>[n, m]</c> of similarities becomes that of their gradient.</summary>
    public unsafe void Run(torch.Tensor matrix)
    {
        int m = classes.OfReference.Length;
        float* rows = DenseMemory.Pointer<float>(matrix);
        using var buffers = new ThreadLocal<ExponentialRow>(() => new ExponentialRow(m));
        RowParallel.For(_count, 16L * m, i =>
        {
            float* row = rows + ((long)i * m);
            if (classes.OfAnchors[i] == RowClasses.Ignored)
            {
                new Span<float>(row, m).Clear();
                Valid[i] = tolerance is null ? 0 : 1;
                return;
            }

            ExponentialRow buffer = buffers.Value!;
            buffer.Compute(row, m, classes, i, form, tolerance);
            (Sums[i], Valid[i], Active[i]) = (buffer.Terms.Sum, buffer.Terms.Valid, buffer.Terms.Active);
            (Positive[i], Negative[i]) = (buffer.Positive, buffer.Negative);
        });
    }
}
