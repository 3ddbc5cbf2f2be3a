using BenchmarkDotNet.Attributes;

namespace DeepMetric.Kernels.Benchmarks;

/// <summary>The matrix of Euclidean distances of rows among themselves, and its gradient's weights.</summary>
public unsafe class DistanceBenchmarks
{
    private float[] _rows = [];
    private float[] _matrix = [];
    private float[] _gradient = [];
    private float[] _weights = [];

    /// <summary>Rows.</summary>
    [Params(256, 2048)]
    public int Batch { get; set; }

    /// <summary>Draws the rows.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        _rows = RandomRows.Of(Batch, Batch / 4);
        _matrix = new float[Batch * Batch];
        _gradient = [.. Enumerable.Range(0, Batch * Batch).Select(i => i % 3 - 1f)];
        _weights = new float[Batch * Batch];
        Matrix();
    }

    /// <summary>The matrix.</summary>
    [Benchmark]
    public void Matrix()
    {
        fixed (float* rows = _rows)
        fixed (float* matrix = _matrix)
        {
            DistanceMatrix.Euclidean(rows, Batch, rows, Batch, RandomRows.Dimension, matrix, squared: false);
        }
    }

    /// <summary>What each difference of two rows is multiplied by in the gradient.</summary>
    [Benchmark]
    public long GradientWeights()
    {
        fixed (float* gradient = _gradient)
        fixed (float* matrix = _matrix)
        fixed (float* weights = _weights)
        {
            return DistanceGradient.Weights(gradient, matrix, Batch, weights);
        }
    }
}
