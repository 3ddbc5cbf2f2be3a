using System.Runtime.InteropServices;
using DeepMetric.Sampling;

namespace DeepMetric.Benchmarks.Peers;

/// <summary>The folder through which both sides get the same numbers.</summary>
internal sealed class PeerInputs(string folder)
{
    public string Folder => folder;

    /// <summary>Draws numbers from a normal distribution and writes them.</summary>
    public float[] Normal(string name, int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = (float)random.NextGaussian();
        }

        return Write(name, values);
    }

    /// <summary>Draws rows around a centre for each class and writes them.</summary>
    public float[] Clusters(string name, long[] labels, int dimension, ulong seed)
    {
        var random = new SeededRandom(seed);
        double[] centres = [.. Enumerable.Range(0, (int)(labels.Max() + 1) * dimension).Select(_ => random.NextGaussian())];
        float[] rows = new float[labels.Length * dimension];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = (float)(random.NextGaussian() + (0.5 * centres[(labels[i / dimension] * dimension) + (i % dimension)]));
        }

        return Write(name, rows);
    }

    /// <summary>Writes labels 0, 1, 2, … over the classes.</summary>
    public long[] Labels(int count, int classes)
    {
        long[] labels = [.. Enumerable.Range(0, count).Select(i => (long)(i % classes))];
        WriteLabels(labels);
        return labels;
    }

    /// <summary>Writes labels.</summary>
    public void WriteLabels(long[] labels) => File.WriteAllBytes(Path.Combine(folder, "labels.i64"), MemoryMarshal.AsBytes(labels.AsSpan()));

    private float[] Write(string name, float[] values)
    {
        File.WriteAllBytes(Path.Combine(folder, name + ".f32"), MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
