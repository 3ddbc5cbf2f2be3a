using System.Buffers;
using System.Runtime.InteropServices;

namespace DeepMetric.Kernels;

/// <summary>Float rows packed into panels, so that a block of products reads memory in the order in which it needs it.</summary>
/// <remarks>Panel p holds rows p·w … p·w + w − 1 as <c>[d, w]</c>: entry (k, r) is number k of row r. Missing rows are zeros. The buffer is native memory; dispose to free it.</remarks>
internal sealed unsafe class PackedRows : IDisposable
{
    private const int Alignment = 64;
    private float* _values;

    /// <summary>Packs rows.</summary>
    /// <param name="rows">Row after row, <c>[n · d]</c>.</param>
    /// <param name="dimension">d.</param>
    /// <param name="panelWidth">w.</param>
    public PackedRows(ReadOnlySpan<float> rows, int dimension, int panelWidth)
        : this(rows.Length / dimension, dimension, panelWidth)
    {
        Pack(rows, 0, Count);
    }

    private PackedRows(int count, int dimension, int panelWidth)
    {
        Count = count;
        Dimension = dimension;
        PanelWidth = panelWidth;
        Panels = (count + panelWidth - 1) / panelWidth;
        _values = (float*)NativeMemory.AlignedAlloc((nuint)Math.Max(1, (long)Panels * PanelSize * sizeof(float)), Alignment);
    }

    public int Count { get; }

    public int Dimension { get; }

    public int PanelWidth { get; }

    public int Panels { get; }

    private int PanelSize => Dimension * PanelWidth;

    /// <summary>An empty pack to be filled again and again with up to so many rows.</summary>
    public static PackedRows OfCapacity(int rows, int dimension, int panelWidth) => new(rows, dimension, panelWidth);

    /// <summary>The first number of a panel.</summary>
    public float* Panel(int panel) => _values + ((long)panel * PanelSize);

    /// <summary>Packs some rows from the first panel on.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="first">The first to pack.</param>
    /// <param name="count">How many, at most <see cref="Count"/>.</param>
    public void Pack(ReadOnlySpan<float> rows, int first, int count)
    {
        int[] rented = ArrayPool<int>.Shared.Rent(count);
        Span<int> places = rented.AsSpan(0, count);
        for (int i = 0; i < count; i++)
        {
            places[i] = first + i;
        }

        Pack(rows, places);
        ArrayPool<int>.Shared.Return(rented);
    }

    /// <summary>Packs chosen rows from the first panel on.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="chosen">Which to pack, at most <see cref="Count"/>.</param>
    public void Pack(ReadOnlySpan<float> rows, ReadOnlySpan<int> chosen)
    {
        int count = chosen.Length;
        int panels = (count + PanelWidth - 1) / PanelWidth;
        for (int panel = 0; panel < panels; panel++)
        {
            float* target = Panel(panel);
            int filled = Math.Min(PanelWidth, count - (panel * PanelWidth));
            for (int r = 0; r < PanelWidth; r++)
            {
                if (r >= filled)
                {
                    for (int k = 0; k < Dimension; k++)
                    {
                        target[(k * PanelWidth) + r] = 0;
                    }

                    continue;
                }

                ReadOnlySpan<float> row = rows.Slice(chosen[(panel * PanelWidth) + r] * Dimension, Dimension);
                for (int k = 0; k < row.Length; k++)
                {
                    target[(k * PanelWidth) + r] = row[k];
                }
            }
        }
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_values);
        _values = null;
    }
}
