using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses.Kernels;

/// <summary>The items of a batch that a loss over class weights works on: those of a known class.</summary>
/// <param name="Rows">Their rows in the batch.</param>
/// <param name="Classes">The class of each.</param>
/// <param name="Embeddings">Their embeddings, <c>[v, d]</c>, differentiable.</param>
/// <param name="Labels">Their classes, int64 <c>[v]</c>.</param>
/// <param name="Weights">How much each counts, <c>[v]</c>; null for all alike.</param>
internal sealed record ClassItems(int[] Rows, int[] Classes, Tensor Embeddings, Tensor Labels, Tensor? Weights)
{
    /// <summary>Picks them out of a batch.</summary>
    /// <param name="input">The batch and perhaps tuples.</param>
    /// <param name="dimensions">What the loss was created for.</param>
    /// <param name="loss">Its name, for messages.</param>
    /// <param name="anchorsOnly">Whether an item counts in tuples as an anchor only.</param>
    /// <exception cref="ArgumentException">There are no labels, there is a reference set, a label is no class, or the embeddings are of another size.</exception>
    public static ClassItems Of(LossInput input, LossDimensions dimensions, string loss, bool anchorsOnly = false)
    {
        EmbeddingBatch batch = input.Batch;
        IReadOnlyList<long> labels = batch.Labels
            ?? throw new ArgumentException($"Expected labels, which {loss} compares embeddings with its classes by; found none.", nameof(input));
        if (batch.HasReference)
        {
            throw new ArgumentException($"Expected embeddings alone: {loss} compares them with its own weights, not with a reference set.", nameof(input));
        }

        if (batch.Embeddings.shape[1] != dimensions.EmbeddingSize)
        {
            throw new ArgumentException($"Expected embeddings [n, {dimensions.EmbeddingSize}], for which {loss} was created, found [{string.Join(", ", batch.Embeddings.shape)}].", nameof(input));
        }

        int[] rows = [.. Enumerable.Range(0, batch.Count).Where(row => labels[row] != input.IgnoredLabel)];
        foreach (int row in rows)
        {
            if (labels[row] < 0 || labels[row] >= dimensions.Classes)
            {
                throw new ArgumentException($"Expected labels from 0 to {dimensions.Classes - 1}, as {loss} was created for {dimensions.Classes} classes, found {labels[row]} in row {row}.", nameof(input));
            }
        }

        Device device = batch.Embeddings.device;
        bool all = rows.Length == batch.Count;
        Tensor embeddings = all ? batch.Embeddings : batch.Embeddings.index_select(0, tensor(Array.ConvertAll(rows, row => (long)row), device: device));
        Tensor? weights = null;
        if (input.Tuples is { } tuples)
        {
            double[] byRow = tuples.ItemWeights(batch.Count, anchorsOnly || batch.HasReference);
            weights = tensor(Array.ConvertAll(rows, row => byRow[row]), embeddings.dtype, device);
        }

        long[] classes = Array.ConvertAll(rows, row => labels[row]);
        return new ClassItems(rows, Array.ConvertAll(classes, label => (int)label), embeddings, tensor(classes, device: device), weights);
    }

    /// <summary>The mean entry of a matrix <c>[v, classes]</c> in the own class's column and in all others; null where there is none.</summary>
    public (double? Own, double? Others) Means(Tensor matrix)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        if (Rows.Length == 0)
        {
            return (null, null);
        }

        double own = matrix.gather(1, Labels.unsqueeze(1)).sum(ScalarType.Float64).item<double>();
        double all = matrix.sum(ScalarType.Float64).item<double>();
        long others = matrix.numel() - Rows.Length;
        return (own / Rows.Length, others == 0 ? null : (all - own) / others);
    }
}
