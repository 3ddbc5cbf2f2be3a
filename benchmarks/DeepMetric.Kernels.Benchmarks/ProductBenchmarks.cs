using BenchmarkDotNet.Attributes;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Kernels.Benchmarks;

/// <summary>(G + Gᵀ) X, as one product of ours and as two of libtorch's.</summary>
public unsafe class ProductBenchmarks
{
    private Tensor _rows = zeros(0, 0);
    private Tensor _matrix = zeros(0, 0);
    private Tensor _weights = zeros(0);
    private Tensor _result = zeros(0, 0);

    /// <summary>Rows.</summary>
    [Params(256, 2048)]
    public int Batch { get; set; }

    /// <summary>Draws them.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        _rows = randn(Batch, RandomRows.Dimension);
        _matrix = randn(Batch, Batch);
        _weights = rand(Batch);
        _result = zeros_like(_rows);
    }

    /// <summary>Ours.</summary>
    [Benchmark]
    public void One() => SymmetricProduct.Fill(
        DenseMemory.Pointer<float>(_matrix), DenseMemory.Pointer<float>(_weights), Batch, DenseMemory.Pointer<float>(_rows), RandomRows.Dimension, DenseMemory.Pointer<float>(_result));

    /// <summary>libtorch's.</summary>
    [Benchmark(Baseline = true)]
    public void Two()
    {
        using var scope = NewDisposeScope();
        Tensor column = _weights.unsqueeze(1);
        _ = (column * _matrix.mm(_rows)).add_(_matrix.t().mm(column * _rows), Scalars.One);
    }

    /// <summary>Frees them.</summary>
    [GlobalCleanup]
    public void Free()
    {
        _rows.Dispose();
        _matrix.Dispose();
        _weights.Dispose();
        _result.Dispose();
    }
}
