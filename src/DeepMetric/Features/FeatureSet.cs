using System.Runtime.InteropServices;
using DeepMetric.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Features;

/// <summary>Features of items, <c>[n, f]</c>, in a file mapped into memory: rows are read when they are asked for.</summary>
public sealed class FeatureSet : IDisposable
{
    /// <summary>The tensor's name in the file.</summary>
    internal const string TensorName = "features";

    private readonly SafetensorsFile _file;

    internal FeatureSet(SafetensorsFile file, FeatureSource source, int computed, string? problem)
    {
        _file = file;
        IReadOnlyList<long> shape = file.Entries[TensorName].Shape;
        Count = (int)shape[0];
        Size = (int)shape[1];
        Source = source;
        Computed = computed;
        Problem = problem;
    }

    /// <summary>The file.</summary>
    public string Path => _file.Path;

    /// <summary>The number of items, n.</summary>
    public int Count { get; }

    /// <summary>Values per item, f.</summary>
    public int Size { get; }

    /// <summary>Where they came from.</summary>
    public FeatureSource Source { get; }

    /// <summary>How many items were computed by the call that gave this.</summary>
    public int Computed { get; }

    /// <summary>What was wrong with the file that was replaced or with the end of the one that was gone on with; null where nothing was.</summary>
    public string? Problem { get; }

    /// <summary>Reads consecutive rows.</summary>
    /// <param name="start">The first row.</param>
    /// <param name="rows">Is filled; a multiple of <see cref="Size"/> long.</param>
    /// <exception cref="ArgumentException">There are fewer rows, or the span ends within one.</exception>
    public void CopyRows(int start, Span<float> rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        if (rows.Length % Size != 0 || rows.Length / Size > Count - start)
        {
            throw new ArgumentException($"Expected space for whole rows of {Size} values, at most {Math.Max(0, Count - start)} rows, found space for {rows.Length} values.", nameof(rows));
        }

        _file.ReadBytes(TensorName, (long)start * Size * sizeof(float), MemoryMarshal.AsBytes(rows));
    }

    /// <summary>Reads chosen rows in the order given, as a training batch wants them.</summary>
    /// <param name="items">Indices of items.</param>
    /// <param name="rows">Is filled; <see cref="Size"/> values for each item.</param>
    /// <exception cref="ArgumentException">An index is out of range, or the length is another.</exception>
    public void CopyRows(ReadOnlySpan<int> items, Span<float> rows)
    {
        if (rows.Length != (long)items.Length * Size)
        {
            throw new ArgumentException($"Expected space for {items.Length} rows of {Size} values, found space for {rows.Length} values.", nameof(rows));
        }

        for (int i = 0; i < items.Length; i++)
        {
            CopyRows(items[i], rows.Slice(i * Size, Size));
        }
    }

    /// <summary>All of them as a tensor of its own, <c>[n, f]</c> float32 on the CPU; it belongs to the caller.</summary>
    public Tensor ToTensor() => _file.Load(TensorName);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
