using System.Runtime.Intrinsics;

namespace DeepMetric.Diagnostics;

/// <summary>The singular values and right singular vectors of rows.</summary>
/// <param name="Values">d singular values, falling; those beyond n are 0 up to rounding.</param>
/// <param name="Directions">One unit vector of d numbers per value.</param>
/// <remarks>
/// <para>Householder's reflections bring block after block of rows into one triangle R, whose columns Jacobi's rotations then make orthogonal (Hestenes's method).
/// No Gram matrix is formed, so small singular values keep their digits.</para>
/// <para>Written here, and on one thread, because a BLAS gives other last digits under another number of threads.</para>
/// </remarks>
internal sealed record SingularFactors(double[] Values, double[][] Directions)
{
    private const int BlockRows = 256;
    private const int MostSweeps = 60;
    private const double Orthogonal = 1e-15;

    public static SingularFactors Of(EmbeddingRows rows)
    {
        double[][] columns = Triangle(rows);
        double[][] directions = new double[rows.Dimension][];
        for (int k = 0; k < rows.Dimension; k++)
        {
            directions[k] = new double[rows.Dimension];
            directions[k][k] = 1;
        }

        for (int sweep = 0; sweep < MostSweeps && Sweep(columns, directions); sweep++)
        {
        }

        double[] values = [.. columns.Select(column => Math.Sqrt(Dot(column, column)))];
        int[] order = [.. Enumerable.Range(0, values.Length).OrderByDescending(k => values[k])];
        return new SingularFactors([.. order.Select(k => values[k])], [.. order.Select(k => directions[k])]);
    }

    // The columns of R, d x d, of which those rows below the diagonal are 0.
    private static double[][] Triangle(EmbeddingRows rows)
    {
        int dimension = rows.Dimension;
        double[][] triangle = [.. Enumerable.Range(0, dimension).Select(_ => new double[dimension])];
        for (int first = 0; first < rows.Count; first += BlockRows)
        {
            int count = Math.Min(BlockRows, rows.Count - first);
            double[][] block = [.. Enumerable.Range(0, dimension).Select(k => Column(rows, first, count, k))];
            for (int j = 0; j < dimension; j++)
            {
                Reflect(triangle, block, j);
            }
        }

        return triangle;
    }

    private static double[] Column(EmbeddingRows rows, int first, int count, int k)
    {
        double[] column = new double[count];
        for (int i = 0; i < count; i++)
        {
            column[i] = rows.Values[((first + i) * rows.Dimension) + k];
        }

        return column;
    }

    // Reflects row j of the triangle and the block, so that column j of the block becomes 0; the rest of the triangle is not touched.
    private static void Reflect(double[][] triangle, double[][] block, int j)
    {
        double[] below = block[j];
        double squared = Dot(below, below);

        // Rows that depend on those before them leave remains of remains, whose squares run out of digits and would make the scale infinite.
        if (!double.IsNormal(squared))
        {
            return;
        }

        double diagonal = triangle[j][j];
        double reflected = diagonal > 0 ? -Math.Sqrt((diagonal * diagonal) + squared) : Math.Sqrt((diagonal * diagonal) + squared);
        double head = diagonal - reflected;
        double scale = 2 / ((head * head) + squared);
        triangle[j][j] = reflected;
        for (int k = j + 1; k < block.Length; k++)
        {
            double factor = -scale * ((head * triangle[k][j]) + Dot(below, block[k]));
            triangle[k][j] += factor * head;
            Add(factor, below, block[k]);
        }
    }

    // One rotation per pair of columns; says whether any was needed.
    private static bool Sweep(double[][] columns, double[][] directions)
    {
        bool rotated = false;
        for (int p = 0; p < columns.Length; p++)
        {
            for (int q = p + 1; q < columns.Length; q++)
            {
                double ofP = Dot(columns[p], columns[p]);
                double ofQ = Dot(columns[q], columns[q]);
                double both = Dot(columns[p], columns[q]);
                if (Math.Abs(both) <= Orthogonal * Math.Sqrt(ofP) * Math.Sqrt(ofQ))
                {
                    continue;
                }

                rotated = true;
                double ratio = (ofQ - ofP) / (2 * both);
                double tangent = (ratio < 0 ? -1 : 1) / (Math.Abs(ratio) + Math.Sqrt(1 + (ratio * ratio)));
                double cosine = 1 / Math.Sqrt(1 + (tangent * tangent));
                Rotate(columns[p], columns[q], cosine, cosine * tangent);
                Rotate(directions[p], directions[q], cosine, cosine * tangent);
            }
        }

        return rotated;
    }

    private static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        Vector256<double> even = Vector256<double>.Zero;
        Vector256<double> odd = Vector256<double>.Zero;
        int k = 0;
        for (; k + 8 <= left.Length; k += 8)
        {
            even += Vector256.Create(left[k..]) * Vector256.Create(right[k..]);
            odd += Vector256.Create(left[(k + 4)..]) * Vector256.Create(right[(k + 4)..]);
        }

        double sum = Vector256.Sum(even + odd);
        for (; k < left.Length; k++)
        {
            sum += left[k] * right[k];
        }

        return sum;
    }

    private static void Add(double factor, ReadOnlySpan<double> vector, Span<double> target)
    {
        int k = 0;
        for (; k + 4 <= vector.Length; k += 4)
        {
            (Vector256.Create<double>(target[k..]) + (factor * Vector256.Create(vector[k..]))).CopyTo(target[k..]);
        }

        for (; k < vector.Length; k++)
        {
            target[k] += factor * vector[k];
        }
    }

    private static void Rotate(Span<double> p, Span<double> q, double cosine, double sine)
    {
        int k = 0;
        for (; k + 4 <= p.Length; k += 4)
        {
            Vector256<double> a = Vector256.Create<double>(p[k..]);
            Vector256<double> b = Vector256.Create<double>(q[k..]);
            ((cosine * a) - (sine * b)).CopyTo(p[k..]);
            ((sine * a) + (cosine * b)).CopyTo(q[k..]);
        }

        for (; k < p.Length; k++)
        {
            (p[k], q[k]) = ((cosine * p[k]) - (sine * q[k]), (sine * p[k]) + (cosine * q[k]));
        }
    }
}
