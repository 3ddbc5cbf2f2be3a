using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses.Kernels;

/// <summary>Facts about the distances that a mask chooses.</summary>
internal static class PairDistances
{
    /// <summary>Their mean; null when there is none.</summary>
    public static double? Mean(Tensor distances, Tensor mask)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        long count = mask.sum().item<long>();
        return count == 0 ? null : MaskedRows.Fill(distances.detach(), mask, 0).sum(ScalarType.Float64).item<double>() / count;
    }

    /// <summary>The rows and the columns of the chosen entries, in order.</summary>
    public static (int[] Rows, int[] Columns) Places(Tensor mask)
    {
        using var scope = NewDisposeScope();
        Tensor places = mask.nonzero().cpu();
        int[] Column(int column) => [.. places.select(1, column).contiguous().data<long>().ToArray().Select(place => (int)place)];
        return (Column(0), Column(1));
    }
}
