using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Training;

/// <summary>Items and labels in memory, handed out as batches.</summary>
public sealed class TrainingItems
{
    private readonly float[] _values;
    private readonly long[] _itemShape;
    private readonly int _itemSize;

    /// <summary>Puts items together.</summary>
    /// <param name="values">All values, item by item.</param>
    /// <param name="itemShape">The shape of an item, channels first.</param>
    /// <param name="labels">A label per item.</param>
    /// <exception cref="ArgumentException">The number of values is not that of the labels times the item size.</exception>
    public TrainingItems(float[] values, IReadOnlyList<int> itemShape, IReadOnlyList<long> labels)
    {
        _values = values;
        _itemShape = [.. itemShape.Select(size => (long)size)];
        _itemSize = itemShape.Aggregate(1, (product, size) => product * size);
        Labels = labels;
        if (values.LongLength != (long)labels.Count * _itemSize)
        {
            throw new ArgumentException($"Expected {labels.Count} x {_itemSize} values, found {values.LongLength}.", nameof(values));
        }
    }

    /// <summary>A label per item.</summary>
    public IReadOnlyList<long> Labels { get; }

    /// <summary>The number of items.</summary>
    public int Count => Labels.Count;

    /// <summary>The values of some items, <c>[b, ...]</c>, a fresh tensor.</summary>
    public Tensor ValuesOf(ReadOnlySpan<int> items, Device device)
    {
        float[] batch = new float[items.Length * _itemSize];
        for (int i = 0; i < items.Length; i++)
        {
            _values.AsSpan(items[i] * _itemSize, _itemSize).CopyTo(batch.AsSpan(i * _itemSize));
        }

        return tensor(batch, [items.Length, .. _itemShape], device: device);
    }

    /// <summary>The labels of some items, <c>[b]</c>, a fresh tensor.</summary>
    public Tensor LabelsOf(ReadOnlySpan<int> items, Device device)
    {
        long[] labels = new long[items.Length];
        for (int i = 0; i < items.Length; i++)
        {
            labels[i] = Labels[items[i]];
        }

        return tensor(labels, device: device);
    }

    /// <summary>The embeddings of all items, row by row, computed in blocks without gradients.</summary>
    /// <returns>n x d values.</returns>
    public float[] Embed(nn.Module<Tensor, Tensor> net, Device device, int blockSize = 1024, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(net);
        using var guard = no_grad();
        bool training = net.training;
        net.eval();
        float[]? all = null;
        for (int start = 0; start < Count; start += blockSize)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            int[] block = [.. Enumerable.Range(start, Math.Min(blockSize, Count - start))];
            Tensor embeddings = net.call(ValuesOf(block, device)).to(ScalarType.Float32).cpu().contiguous();
            int size = (int)embeddings.shape[1];
            all ??= new float[Count * size];
            embeddings.data<float>().CopyTo(all.AsSpan(start * size, block.Length * size));
        }

        net.train(training);
        return all ?? [];
    }
}
