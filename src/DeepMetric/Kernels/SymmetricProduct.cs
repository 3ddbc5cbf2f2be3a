using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DeepMetric.Kernels;

/// <summary>(W G + (W G)ᵀ) X for a square G of floats and a diagonal W, in one product: what G and Gᵀ give is added where rows are packed for it.</summary>
internal static unsafe class SymmetricProduct
{
    private const int RowsAtOnce = 8 * PanelTile.Rows;
    private const int Depth = 512;

    /// <summary>Fills <c>[n, d]</c>.</summary>
    /// <param name="matrix">G, <c>[n, n]</c>.</param>
    /// <param name="weights">W, <c>[n]</c>.</param>
    /// <param name="n">n.</param>
    /// <param name="rows">X, <c>[n, d]</c>.</param>
    /// <param name="dimension">d.</param>
    /// <param name="result">Where the rows go.</param>
    public static void Fill(float* matrix, float* weights, int n, float* rows, int dimension, float* result)
    {
        using var columns = new ColumnPanels(rows, n, dimension);
        RowParallel.For((n + RowsAtOnce - 1) / RowsAtOnce, (long)RowsAtOnce * n * dimension / 8, () => new Buffer(), (block, left) =>
        {
            int first = block * RowsAtOnce;
            int height = Math.Min(RowsAtOnce, n - first);
            new Span<float>(result + ((long)first * dimension), height * dimension).Clear();
            float* tile = stackalloc float[PanelTile.Rows * PanelTile.Columns];
            for (int from = 0; from < n; from += Depth)
            {
                int depth = Math.Min(Depth, n - from);
                Pack(matrix, weights, n, first, height, from, depth, left.Numbers);
                for (int panel = 0; panel * PanelTile.Rows < height; panel++)
                {
                    int top = panel * PanelTile.Rows;
                    for (int column = 0; column < columns.Count; column++)
                    {
                        PanelTile.Products(left.Numbers + (panel * Buffer.PanelSize), columns.Panel(column) + (from * PanelTile.Columns), depth, tile, PanelTile.Columns);
                        for (int r = 0; r < Math.Min(PanelTile.Rows, height - top); r++)
                        {
                            Add(tile + (r * PanelTile.Columns), result + ((long)(first + top + r) * dimension) + (column * PanelTile.Columns), Math.Min(PanelTile.Columns, dimension - (column * PanelTile.Columns)));
                        }
                    }
                }
            }
        });
    }

    /// <summary>Packs some rows of W G + (W G)ᵀ, from one column to another.</summary>
    private static void Pack(float* matrix, float* weights, int n, int first, int height, int from, int depth, float* panels)
    {
        for (int r = 0; r < RowsAtOnce; r++)
        {
            float* to = panels + (r / PanelTile.Rows * Buffer.PanelSize) + (r % PanelTile.Rows);
            if (r >= height)
            {
                for (int k = 0; k < depth; k++)
                {
                    to[k * PanelTile.Rows] = 0;
                }

                continue;
            }

            float weight = weights[first + r];
            float* row = matrix + ((long)(first + r) * n) + from;
            for (int k = 0; k < depth; k++)
            {
                to[k * PanelTile.Rows] = weight * row[k];
            }
        }

        // Six of eight lanes; the last rows, behind which the matrix may end, one by one.
        Vector256<float> six = Vector256.Create(-1, -1, -1, -1, -1, -1, 0, 0).AsSingle();
        int whole = first + height + 2 <= n ? height / PanelTile.Rows : Math.Max(0, (height - 2) / PanelTile.Rows);
        for (int k = 0; k < depth; k++)
        {
            float* across = matrix + ((long)(from + k) * n) + first;
            var weight = Vector256.Create(weights[from + k]);
            float* to = panels + (k * PanelTile.Rows);
            for (int panel = 0; panel < whole; panel++)
            {
                Vector256<float> entries = Vector256.Load(across + (panel * PanelTile.Rows)) & six;
                Vector256.FusedMultiplyAdd(entries, weight, Vector256.Load(to)).Store(to);
                to += Buffer.PanelSize;
            }

            for (int r = whole * PanelTile.Rows; r < height; r++)
            {
                panels[(r / PanelTile.Rows * Buffer.PanelSize) + (k * PanelTile.Rows) + (r % PanelTile.Rows)] += weight[0] * across[r];
            }
        }
    }

    private static void Add(float* from, float* to, int count)
    {
        int i = 0;
        for (; i + Vector512<float>.Count <= count; i += Vector512<float>.Count)
        {
            (Vector512.Load(to + i) + Vector512.Load(from + i)).Store(to + i);
        }

        for (; i < count; i++)
        {
            to[i] += from[i];
        }
    }

    /// <summary>The packed rows of a thread: panel after panel, with room for the two lanes behind each.</summary>
    private sealed class Buffer : IDisposable
    {
        public const int PanelSize = (Depth * PanelTile.Rows) + 16;
        private readonly nint _numbers = (nint)NativeMemory.AlignedAlloc(RowsAtOnce / PanelTile.Rows * PanelSize * sizeof(float), 64);

        public float* Numbers => (float*)_numbers;

        public void Dispose() => NativeMemory.AlignedFree((void*)_numbers);
    }

    /// <summary>X by its columns: panel p holds columns 64 p to 64 p + 63 as <c>[n, 64]</c>. Missing columns are zeros.</summary>
    private sealed class ColumnPanels : IDisposable
    {
        private readonly int _rows;
        private readonly nint _numbers;

        public ColumnPanels(float* rows, int n, int dimension)
        {
            _rows = n;
            Count = (dimension + PanelTile.Columns - 1) / PanelTile.Columns;
            _numbers = (nint)NativeMemory.AlignedAlloc((nuint)Math.Max(1, (long)Count * n * PanelTile.Columns * sizeof(float)), 64);
            for (int panel = 0; panel < Count; panel++)
            {
                int width = Math.Min(PanelTile.Columns, dimension - (panel * PanelTile.Columns));
                for (int i = 0; i < n; i++)
                {
                    var to = new Span<float>(Panel(panel) + (i * PanelTile.Columns), PanelTile.Columns);
                    new ReadOnlySpan<float>(rows + ((long)i * dimension) + (panel * PanelTile.Columns), width).CopyTo(to);
                    to[width..].Clear();
                }
            }
        }

        public int Count { get; }

        public float* Panel(int panel) => (float*)_numbers + ((long)panel * _rows * PanelTile.Columns);

        public void Dispose() => NativeMemory.AlignedFree((void*)_numbers);
    }
}
