using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses.Kernels;

/// <summary>What losses need to list terms one by one.</summary>
internal static class ListedTerms
{
    // Indices on both sides, gathered distances, values and their gradients.
    private const long BytesPerTerm = 96;

    /// <summary>The entries of a matrix at (row, column) positions, <c>[t]</c>, differentiable.</summary>
    public static Tensor Gather(Tensor matrix, int[] rows, int[] columns)
    {
        using var scope = NewDisposeScope();
        Tensor row = tensor(Array.ConvertAll(rows, index => (long)index), device: matrix.device);
        Tensor column = tensor(Array.ConvertAll(columns, index => (long)index), device: matrix.device);
        Tensor flat = row.Times(matrix.shape[1]).Plus(column);
        return matrix.reshape(-1).index_select(0, flat).MoveToOuterDisposeScope();
    }

    /// <summary>Refuses to list more terms than half of the memory at hand holds.</summary>
    public static void CheckMemory(long terms, string unit)
    {
        long available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
        if (terms > int.MaxValue || terms > available / BytesPerTerm)
        {
            throw new InvalidOperationException(
                $"Listing {terms} {unit} would take about {terms * (double)BytesPerTerm / 1e9:F1} GB, and {available / 1e9:F1} GB are allowed: use a reducer that works on sums (mean, non-zero mean, sum, per anchor, class weighted), or a miner.");
        }
    }
}
