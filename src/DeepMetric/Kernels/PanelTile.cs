using System.Runtime.Intrinsics;

namespace DeepMetric.Kernels;

/// <summary>Dot products, or squared distances, of a few packed rows with a panel of others: the inner block of a matrix of them in float.</summary>
/// <remarks>
/// Six rows against 64 columns are held in registers while k runs; each result is the sum of chains of fused multiply-adds over 32 numbers each, in order of k, so it does not depend
/// on the width of the vectors, and a product errs by at most γ |a| |b| with γ of <see cref="ChainLength"/> roundings. Distances are sums of squared differences.
/// </remarks>
internal static unsafe class PanelTile
{
    /// <summary>Rows at once: the panel width of the left side.</summary>
    public const int Rows = 6;

    /// <summary>Columns at once: the panel width of the right side.</summary>
    public const int Columns = 64;

    private const int Depth = 32;

    /// <summary>The longest chain of roundings of a product of d numbers.</summary>
    public static int ChainLength(int dimension) => Math.Min(dimension, Depth) + ((dimension + Depth - 1) / Depth);

    /// <summary>All products of a panel of 6 rows with a panel of 64 columns.</summary>
    /// <param name="rows">A panel <c>[d, 6]</c>.</param>
    /// <param name="columns">A panel <c>[d, 64]</c>.</param>
    /// <param name="dimension">d.</param>
    /// <param name="products">Where they go, <c>[6, stride]</c>.</param>
    /// <param name="stride">Numbers from one row of products to the next, at least 64.</param>
    public static void Products(float* rows, float* columns, int dimension, float* products, int stride) => Run<Product>(rows, columns, dimension, products, stride);

    /// <summary>All squared Euclidean distances of a panel of 6 rows and a panel of 64 columns.</summary>
    /// <param name="rows">A panel <c>[d, 6]</c>.</param>
    /// <param name="columns">A panel <c>[d, 64]</c>.</param>
    /// <param name="dimension">d.</param>
    /// <param name="distances">Where they go, <c>[6, stride]</c>.</param>
    /// <param name="stride">Numbers from one row of distances to the next, at least 64.</param>
    public static void SquaredDistances(float* rows, float* columns, int dimension, float* distances, int stride) => Run<SquaredDifference>(rows, columns, dimension, distances, stride);

    private static void Run<TTerm>(float* rows, float* columns, int dimension, float* products, int stride)
        where TTerm : struct, ITerm
    {
        for (int k = 0; k < dimension; k += Depth)
        {
            int depth = Math.Min(Depth, dimension - k);
            if (Vector512.IsHardwareAccelerated)
            {
                Run512<TTerm>(rows + (k * Rows), columns + (k * Columns), depth, products, stride, add: k > 0);
            }
            else
            {
                for (int column = 0; column < Columns; column += 16)
                {
                    Run256<TTerm>(rows + (k * Rows), columns + (k * Columns) + column, depth, products + column, stride, add: k > 0);
                }
            }
        }
    }

    private static void Run512<TTerm>(float* a, float* b, int depth, float* c, int stride, bool add)
        where TTerm : struct, ITerm
    {
        Vector512<float> c00 = default, c01 = default, c02 = default, c03 = default;
        Vector512<float> c10 = default, c11 = default, c12 = default, c13 = default;
        Vector512<float> c20 = default, c21 = default, c22 = default, c23 = default;
        Vector512<float> c30 = default, c31 = default, c32 = default, c33 = default;
        Vector512<float> c40 = default, c41 = default, c42 = default, c43 = default;
        Vector512<float> c50 = default, c51 = default, c52 = default, c53 = default;
        for (int k = 0; k < depth; k++)
        {
            Vector512<float> b0 = Vector512.Load(b);
            Vector512<float> b1 = Vector512.Load(b + 16);
            Vector512<float> b2 = Vector512.Load(b + 32);
            Vector512<float> b3 = Vector512.Load(b + 48);
            var x = Vector512.Create(a[0]);
            c00 = TTerm.Add(x, b0, c00);
            c01 = TTerm.Add(x, b1, c01);
            c02 = TTerm.Add(x, b2, c02);
            c03 = TTerm.Add(x, b3, c03);
            x = Vector512.Create(a[1]);
            c10 = TTerm.Add(x, b0, c10);
            c11 = TTerm.Add(x, b1, c11);
            c12 = TTerm.Add(x, b2, c12);
            c13 = TTerm.Add(x, b3, c13);
            x = Vector512.Create(a[2]);
            c20 = TTerm.Add(x, b0, c20);
            c21 = TTerm.Add(x, b1, c21);
            c22 = TTerm.Add(x, b2, c22);
            c23 = TTerm.Add(x, b3, c23);
            x = Vector512.Create(a[3]);
            c30 = TTerm.Add(x, b0, c30);
            c31 = TTerm.Add(x, b1, c31);
            c32 = TTerm.Add(x, b2, c32);
            c33 = TTerm.Add(x, b3, c33);
            x = Vector512.Create(a[4]);
            c40 = TTerm.Add(x, b0, c40);
            c41 = TTerm.Add(x, b1, c41);
            c42 = TTerm.Add(x, b2, c42);
            c43 = TTerm.Add(x, b3, c43);
            x = Vector512.Create(a[5]);
            c50 = TTerm.Add(x, b0, c50);
            c51 = TTerm.Add(x, b1, c51);
            c52 = TTerm.Add(x, b2, c52);
            c53 = TTerm.Add(x, b3, c53);
            a += Rows;
            b += Columns;
        }

        Store(c, add, c00, c01, c02, c03);
        Store(c + stride, add, c10, c11, c12, c13);
        Store(c + (2 * stride), add, c20, c21, c22, c23);
        Store(c + (3 * stride), add, c30, c31, c32, c33);
        Store(c + (4 * stride), add, c40, c41, c42, c43);
        Store(c + (5 * stride), add, c50, c51, c52, c53);
    }

    private static void Store(float* c, bool add, Vector512<float> first, Vector512<float> second, Vector512<float> third, Vector512<float> fourth)
    {
        if (add)
        {
            first += Vector512.Load(c);
            second += Vector512.Load(c + 16);
            third += Vector512.Load(c + 32);
            fourth += Vector512.Load(c + 48);
        }

        first.Store(c);
        second.Store(c + 16);
        third.Store(c + 32);
        fourth.Store(c + 48);
    }

    /// <summary>The same for 16 columns, in vectors of 8.</summary>
    private static void Run256<TTerm>(float* a, float* b, int depth, float* c, int stride, bool add)
        where TTerm : struct, ITerm
    {
        Vector256<float> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        Vector256<float> c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        for (int k = 0; k < depth; k++)
        {
            Vector256<float> b0 = Vector256.Load(b);
            Vector256<float> b1 = Vector256.Load(b + 8);
            var x = Vector256.Create(a[0]);
            c00 = TTerm.Add(x, b0, c00);
            c01 = TTerm.Add(x, b1, c01);
            x = Vector256.Create(a[1]);
            c10 = TTerm.Add(x, b0, c10);
            c11 = TTerm.Add(x, b1, c11);
            x = Vector256.Create(a[2]);
            c20 = TTerm.Add(x, b0, c20);
            c21 = TTerm.Add(x, b1, c21);
            x = Vector256.Create(a[3]);
            c30 = TTerm.Add(x, b0, c30);
            c31 = TTerm.Add(x, b1, c31);
            x = Vector256.Create(a[4]);
            c40 = TTerm.Add(x, b0, c40);
            c41 = TTerm.Add(x, b1, c41);
            x = Vector256.Create(a[5]);
            c50 = TTerm.Add(x, b0, c50);
            c51 = TTerm.Add(x, b1, c51);
            a += Rows;
            b += Columns;
        }

        Store(c, add, c00, c01);
        Store(c + stride, add, c10, c11);
        Store(c + (2 * stride), add, c20, c21);
        Store(c + (3 * stride), add, c30, c31);
        Store(c + (4 * stride), add, c40, c41);
        Store(c + (5 * stride), add, c50, c51);
    }

    private static void Store(float* c, bool add, Vector256<float> first, Vector256<float> second)
    {
        if (add)
        {
            first += Vector256.Load(c);
            second += Vector256.Load(c + 8);
        }

        first.Store(c);
        second.Store(c + 8);
    }

    /// <summary>What one number of a row and one of a column add to a result.</summary>
    private interface ITerm
    {
        static abstract Vector512<float> Add(Vector512<float> row, Vector512<float> column, Vector512<float> sum);

        static abstract Vector256<float> Add(Vector256<float> row, Vector256<float> column, Vector256<float> sum);
    }

    private readonly struct Product : ITerm
    {
        public static Vector512<float> Add(Vector512<float> row, Vector512<float> column, Vector512<float> sum) => Vector512.FusedMultiplyAdd(row, column, sum);

        public static Vector256<float> Add(Vector256<float> row, Vector256<float> column, Vector256<float> sum) => Vector256.FusedMultiplyAdd(row, column, sum);
    }

    private readonly struct SquaredDifference : ITerm
    {
        public static Vector512<float> Add(Vector512<float> row, Vector512<float> column, Vector512<float> sum)
        {
            Vector512<float> difference = row - column;
            return Vector512.FusedMultiplyAdd(difference, difference, sum);
        }

        public static Vector256<float> Add(Vector256<float> row, Vector256<float> column, Vector256<float> sum)
        {
            Vector256<float> difference = row - column;
            return Vector256.FusedMultiplyAdd(difference, difference, sum);
        }
    }
}
