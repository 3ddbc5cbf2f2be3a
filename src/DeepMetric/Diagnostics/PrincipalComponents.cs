using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Diagnostics;

/// <summary>Embeddings projected onto their directions of largest variance.</summary>
/// <param name="Coordinates">n x k coordinates.</param>
/// <param name="ShareOfVariance">The share of the total variance that the k directions explain, in [0, 1]; 1 when there is none to explain.</param>
public sealed record PrincipalComponents(double[,] Coordinates, double ShareOfVariance)
{
    /// <summary>Projects embeddings; a direction's sign is such that its largest loading is positive.</summary>
    /// <param name="values">n x d values.</param>
    /// <param name="dimension">d.</param>
    /// <param name="components">k; directions beyond d have coordinates of 0.</param>
    public static PrincipalComponents Project(float[] values, int dimension, int components = 2)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (dimension < 1 || values.Length == 0 || values.Length % dimension != 0)
        {
            throw new ArgumentException($"Expected rows of {dimension} values, found {values.Length} values.", nameof(values));
        }

        using var guard = no_grad();
        using var scope = NewDisposeScope();
        int count = values.Length / dimension;
        Tensor rows = tensor(values, [count, dimension]).to(ScalarType.Float64);
        Tensor centred = rows - rows.mean([0], keepdim: true);
        (Tensor variances, Tensor directions) = linalg.eigh(centred.t().mm(centred));
        double[] spectrum = [.. variances.data<double>()];
        double total = spectrum.Sum();
        double[,] coordinates = new double[count, components];
        double explained = 0;
        for (int k = 0; k < Math.Min(components, dimension); k++)
        {
            // Eigenvalues ascend.
            int column = dimension - 1 - k;
            explained += spectrum[column];
            Tensor direction = directions.select(1, column).contiguous();
            double[] loadings = [.. direction.data<double>()];
            double sign = loadings.MaxBy(Math.Abs) < 0 ? -1 : 1;
            double[] projected = [.. centred.mv(direction).data<double>()];
            for (int i = 0; i < count; i++)
            {
                coordinates[i, k] = sign * projected[i];
            }
        }

        return new PrincipalComponents(coordinates, total <= 0 ? 1 : Math.Clamp(explained / total, 0, 1));
    }
}
