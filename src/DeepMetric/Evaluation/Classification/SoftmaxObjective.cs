namespace DeepMetric.Evaluation.Classification;

/// <summary>The mean objective of multinomial logistic regression and its gradient.</summary>
/// <remarks>Parameters are the weights class after class, then the intercepts: <c>[c · d + c]</c>.</remarks>
internal sealed class SoftmaxObjective
{
    private const int SmallestChunk = 256;
    private const int MostChunks = 64;
    private readonly EmbeddingTable _items;
    private readonly int[] _targets;
    private readonly int _classes;
    private readonly double _penalty;
    private readonly SoftmaxChunk[] _chunks;

    public SoftmaxObjective(EmbeddingTable items, int[] targets, int classes, double c)
    {
        _items = items;
        _targets = targets;
        _classes = classes;
        _penalty = 1 / (c * items.Count);
        int size = Math.Max(SmallestChunk, (items.Count + MostChunks - 1) / MostChunks);
        _chunks =
        [
            .. Enumerable.Range(0, (items.Count + size - 1) / size)
                .Select(chunk => new SoftmaxChunk(items, targets, classes, chunk * size, Math.Min(items.Count, (chunk + 1) * size))),
        ];
    }

    /// <summary>The objective at a point; the gradient is written.</summary>
    public double Evaluate(double[] point, double[] gradient)
    {
        Parallel.For(0, _chunks.Length, chunk => _chunks[chunk].Evaluate(point));
        double loss = 0;
        Array.Clear(gradient);
        foreach (SoftmaxChunk chunk in _chunks)
        {
            loss += chunk.Loss;
            VectorKernel.AddScaled(1.0 / _items.Count, chunk.Gradient, gradient);
        }

        int weights = _classes * _items.Dimension;
        VectorKernel.AddScaled(_penalty, point.AsSpan(0, weights), gradient.AsSpan(0, weights));
        ReadOnlySpan<double> penalized = point.AsSpan(0, weights);
        return (loss / _targets.Length) + (_penalty / 2 * VectorKernel.Dot(penalized, penalized));
    }
}
