using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using DeepMetric.Losses;
using DeepMetric.Losses.Kernels;
using DeepMetric.Miners;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Kernels.Benchmarks;

/// <summary>One anchor's row of 2,048 entries, four of its class, by each of the row kernels.</summary>
public unsafe class RowBenchmarks
{
    private const int Others = 2048;
    private readonly ContrastiveLossOptions _contrastive = new() { NegativeMargin = 1 };
    private readonly NTXentRow _ntxent = new(0.07);
    private readonly SupConRow _supcon = new(0.1);
    private float* _distances;
    private float* _similarities;
    private float* _scratch;
    private RowClasses? _classes;
    private ContrastiveRow? _contrastiveRow;
    private ScannedRow? _scannedRow;
    private AnchorRow? _anchorRow;
    private ExponentialRow? _exponentialRow;

    /// <summary>Draws a row.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        using var scope = NewDisposeScope();
        Tensor unit = nn.functional.normalize(tensor(RandomRows.Of(Others, Others / 4)).reshape(Others, RandomRows.Dimension), dim: 1);
        float[] similarities = [.. unit.mv(unit[0]).data<float>()];
        _similarities = Copied(similarities);
        _distances = Copied(Array.ConvertAll(similarities, similarity => MathF.Sqrt(Math.Max(0, 2 - (2 * similarity)))));
        _scratch = Copied(similarities);
        _classes = new RowClasses(EmbeddingBatch.Create(unit, RandomRows.LabelTensor(Others, Others / 4)), null);
        _contrastiveRow = new ContrastiveRow(Others);
        _scannedRow = new ScannedRow(Others);
        _anchorRow = new AnchorRow(Others, ofFloats: true);
        _exponentialRow = new ExponentialRow(Others);
    }

    /// <summary>The negatives of the contrastive loss.</summary>
    [Benchmark]
    public double Contrastive()
    {
        _contrastiveRow!.TryCompute(_distances, 0, Others, 1, _classes!.MembersOf(0), [], _contrastive, 1, _scratch);
        return _contrastiveRow.Sum;
    }

    /// <summary>All triplets, each positive in turn looking at all negatives.</summary>
    [Benchmark]
    public double TripletsScanned()
    {
        _scannedRow!.TryCompute(_distances, Others, 1, _classes!, 0, 0.2, _scratch);
        return _scannedRow.Sum;
    }

    /// <summary>All triplets, the negatives sorted.</summary>
    [Benchmark]
    public double TripletsSorted()
    {
        _anchorRow!.Fill(_distances, 1, _classes!, 0);
        _anchorRow.SortAndCount(0.2, GapRange.Everything);
        _anchorRow.WriteWeights(_scratch, 1);
        return _anchorRow.Sum;
    }

    /// <summary>NT-Xent.</summary>
    [Benchmark]
    public double ExponentialNTXent() => Exponential(_ntxent);

    /// <summary>SupCon.</summary>
    [Benchmark]
    public double ExponentialSupCon() => Exponential(_supcon);

    /// <summary>Frees the row.</summary>
    [GlobalCleanup]
    public void Free()
    {
        _classes!.Dispose();
        _contrastiveRow!.Dispose();
        _scannedRow!.Dispose();
        _anchorRow!.Dispose();
        _exponentialRow!.Dispose();
        NativeMemory.AlignedFree(_distances);
        NativeMemory.AlignedFree(_similarities);
        NativeMemory.AlignedFree(_scratch);
    }

    private double Exponential(RowForm form)
    {
        // The gradient takes the similarities' place.
        new ReadOnlySpan<float>(_similarities, Others).CopyTo(new Span<float>(_scratch, Others));
        _exponentialRow!.Compute(_scratch, Others, _classes!, 0, form, null);
        return _exponentialRow.Terms.Sum;
    }

    private static float* Copied(float[] values)
    {
        float* copy = (float*)NativeMemory.AlignedAlloc((nuint)values.Length * sizeof(float), 64);
        values.CopyTo(new Span<float>(copy, values.Length));
        return copy;
    }
}
