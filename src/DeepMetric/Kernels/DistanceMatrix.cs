using System.Runtime.Intrinsics;

namespace DeepMetric.Kernels;

/// <summary>Matrices of Euclidean distances or of products of float rows, tile by tile on all threads.</summary>
internal static unsafe class DistanceMatrix
{
    private const int Block = PanelTile.Columns;

    /// <summary>Fills <c>[n, m]</c> with ‖x_i − y_j‖, from differences.</summary>
    /// <param name="x">Rows, <c>[n, d]</c>.</param>
    /// <param name="n">n.</param>
    /// <param name="y">Rows, <c>[m, d]</c>; the address of x for the distances of the rows among themselves, of which half is computed.</param>
    /// <param name="m">m.</param>
    /// <param name="dimension">d.</param>
    /// <param name="matrix">Where they go.</param>
    /// <param name="squared">Whether to leave the squares.</param>
    public static void Euclidean(float* x, int n, float* y, int m, int dimension, float* matrix, bool squared)
    {
        if (dimension == 0)
        {
            new Span<float>(matrix, checked(n * m)).Clear();
            return;
        }

        Fill(x, n, y, m, dimension, matrix, squared ? Entry.SquaredDistance : Entry.Distance);
    }

    /// <summary>Fills <c>[n, n]</c> with x_i · x_j, of which half is computed.</summary>
    /// <param name="x">Rows, <c>[n, d]</c>.</param>
    /// <param name="n">n.</param>
    /// <param name="dimension">d, at least 1.</param>
    /// <param name="matrix">Where they go.</param>
    public static void Products(float* x, int n, int dimension, float* matrix) => Fill(x, n, x, n, dimension, matrix, Entry.Product);

    private static void Fill(float* x, int n, float* y, int m, int dimension, float* matrix, Entry entry)
    {
        bool half = x == y && n == m;
        using var rows = new PackedRows(new ReadOnlySpan<float>(x, checked(n * dimension)), dimension, PanelTile.Rows);
        using var columns = new PackedRows(new ReadOnlySpan<float>(y, checked(m * dimension)), dimension, PanelTile.Columns);
        RowParallel.For(rows.Panels, (long)PanelTile.Rows * m * dimension / 8, panel =>
        {
            float* tile = stackalloc float[PanelTile.Rows * PanelTile.Columns];
            int first = panel * PanelTile.Rows;
            int height = Math.Min(PanelTile.Rows, n - first);
            for (int column = half ? first / Block : 0; column < columns.Panels; column++)
            {
                if (entry == Entry.Product)
                {
                    PanelTile.Products(rows.Panel(panel), columns.Panel(column), dimension, tile, PanelTile.Columns);
                }
                else
                {
                    PanelTile.SquaredDistances(rows.Panel(panel), columns.Panel(column), dimension, tile, PanelTile.Columns);
                }

                int width = Math.Min(Block, m - (column * Block));
                for (int r = 0; r < height; r++)
                {
                    Copy(tile + (r * PanelTile.Columns), matrix + ((long)(first + r) * m) + (column * Block), width, roots: entry == Entry.Distance);
                }
            }
        });
        if (half)
        {
            Mirror(matrix, n);
        }
    }

    private static void Copy(float* from, float* to, int count, bool roots)
    {
        int i = 0;
        for (; roots && i + Vector512<float>.Count <= count; i += Vector512<float>.Count)
        {
            Vector512.Sqrt(Vector512.Load(from + i)).Store(to + i);
        }

        for (; i < count; i++)
        {
            to[i] = roots ? MathF.Sqrt(from[i]) : from[i];
        }
    }

    /// <summary>Fills the blocks below the diagonal from those above it.</summary>
    private static void Mirror(float* matrix, int n) => RowParallel.For((n + Block - 1) / Block, (long)Block * n / 2, row =>
    {
        float* buffer = stackalloc float[Block * Block];
        int first = row * Block;
        int height = Math.Min(Block, n - first);
        for (int left = 0; left < first; left += Block)
        {
            BlockTranspose.Read(matrix + ((long)left * n) + first, n, Block, height, buffer, Block);
            for (int r = 0; r < height; r++)
            {
                new ReadOnlySpan<float>(buffer + (r * Block), Block).CopyTo(new Span<float>(matrix + ((long)(first + r) * n) + left, Block));
            }
        }
    });

    private enum Entry
    {
        Product,
        Distance,
        SquaredDistance,
    }
}
