namespace DeepMetric.Diagnostics;

/// <summary>Embeddings projected on the directions in which they vary most.</summary>
/// <param name="Coordinates"><c>[n, k]</c>: the centred embeddings along each direction.</param>
/// <param name="ShareOfVariance">The share of the total variance along each direction, falling, k numbers; all 0 when the embeddings are equal.</param>
/// <remarks>Of the two signs of a direction, that is taken under which its loading of the largest size (the first of equals) is above 0.</remarks>
public sealed record PrincipalComponents(double[,] Coordinates, IReadOnlyList<double> ShareOfVariance)
{
    // Mirrored loadings may differ in the last bits; which of them is larger must not depend on that.
    private const double AsLarge = 1 - 1e-9;

    /// <summary>Projects embeddings in float.</summary>
    /// <param name="values">Embeddings, <c>[n, d]</c>, row by row, all finite.</param>
    /// <param name="dimension">d.</param>
    /// <param name="components">k, from 1 to d.</param>
    /// <exception cref="ArgumentException">No row, a part of a row, a value that is not finite, or more components than dimensions.</exception>
    public static PrincipalComponents Project(ReadOnlySpan<float> values, int dimension, int components = 2) =>
        Project(EmbeddingRows.From(values, dimension), components);

    /// <summary>Projects embeddings in double.</summary>
    /// <inheritdoc cref="Project(ReadOnlySpan{float}, int, int)"/>
    public static PrincipalComponents Project(ReadOnlySpan<double> values, int dimension, int components = 2) =>
        Project(EmbeddingRows.From(values, dimension), components);

    private static PrincipalComponents Project(EmbeddingRows rows, int components)
    {
        int dimension = rows.Dimension;
        if (components < 1 || components > dimension)
        {
            throw new ArgumentOutOfRangeException(nameof(components), components, $"Expected 1 to {dimension} components of embeddings of dimension {dimension}.");
        }

        EmbeddingRows centred = rows.Centred();
        SingularFactors factors = SingularFactors.Of(centred);
        double total = factors.Values.Sum(value => value * value);
        double[,] coordinates = new double[rows.Count, components];
        for (int c = 0; c < components; c++)
        {
            double[] direction = factors.Directions[c];
            Orient(direction);
            for (int i = 0; i < rows.Count; i++)
            {
                coordinates[i, c] = Along(centred.Row(i), direction);
            }
        }

        return new PrincipalComponents(coordinates, [.. factors.Values.Take(components).Select(value => total == 0 ? 0 : value * value / total)]);
    }

    private static double Along(ReadOnlySpan<double> row, ReadOnlySpan<double> direction)
    {
        double sum = 0;
        for (int k = 0; k < row.Length; k++)
        {
            sum += row[k] * direction[k];
        }

        return sum;
    }

    private static void Orient(Span<double> loadings)
    {
        double largest = 0;
        foreach (double loading in loadings)
        {
            if (Math.Abs(loading) * AsLarge > Math.Abs(largest))
            {
                largest = loading;
            }
        }

        if (largest < 0)
        {
            foreach (ref double loading in loadings)
            {
                loading = -loading;
            }
        }
    }
}
