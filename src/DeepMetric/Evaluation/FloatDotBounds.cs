using DeepMetric.Kernels;

namespace DeepMetric.Evaluation;

/// <summary>How far a float dot product of <see cref="PanelTile"/> may be from the exact one.</summary>
internal static class FloatDotBounds
{
    private const double LargestNorm = 1e30;
    private static readonly double s_unit = Math.Pow(2, -24);

    /// <summary>γ for rows of d numbers: the product errs by at most γ |a| |b|; four roundings of what is computed from it are counted in.</summary>
    public static double Gamma(int dimension)
    {
        double chain = (PanelTile.ChainLength(dimension) + 4) * s_unit;
        return (1.01 * chain / (1 - chain)) + 1e-12;
    }

    /// <summary>What underflow of products may lose.</summary>
    public static double Underflow(int dimension) => 4 * dimension * Math.Pow(2, -126);

    /// <summary>Whether rows with such squared lengths keep their products far from overflow.</summary>
    public static bool IsSafe(double[] squaredNorms) => squaredNorms.Max() < LargestNorm;

    /// <summary>|x|² of every row, in double.</summary>
    public static double[] SquaredNorms(EmbeddingTable table)
    {
        var origin = new double[table.Dimension];
        var norms = new double[table.Count];
        table.SquaredDistances(origin, 0, norms);
        return norms;
    }

    /// <summary>The smallest float that is not below a number.</summary>
    public static float AtLeast(double value)
    {
        float rounded = (float)value;
        return rounded < value ? MathF.BitIncrement(rounded) : rounded;
    }
}
