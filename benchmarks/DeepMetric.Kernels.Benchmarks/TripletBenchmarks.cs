using BenchmarkDotNet.Attributes;
using DeepMetric.Losses;
using DeepMetric.Miners;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Kernels.Benchmarks;

/// <summary>Triplets from distances that are known already: sums, counts and weights, no gradient.</summary>
public class TripletBenchmarks
{
    private readonly TripletMarginLoss _loss = new(new() { Margin = 0.2 });
    private readonly TripletMarginMiner _semiHard = new(new() { Margin = 0.2, Kind = TripletKind.SemiHard });
    private readonly BatchHardMiner _hardest = new();
    private Tensor _embeddings = zeros(0, 0);
    private Tensor _labels = zeros(0);
    private Tensor _distances = zeros(0, 0);
    private EmbeddingBatch? _batch;

    /// <summary>Classes of 1,024 items: with 10 an anchor's negatives are sorted, with 256 they are scanned.</summary>
    [Params(10, 256)]
    public int Classes { get; set; }

    /// <summary>Draws the items and measures their distances.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        const int count = 1024;
        _embeddings = tensor(RandomRows.Of(count, Classes)).reshape(count, RandomRows.Dimension);
        _labels = RandomRows.LabelTensor(count, Classes);
        _distances = _loss.Distance.Matrix(_embeddings, _embeddings);
        _batch = EmbeddingBatch.Create(_embeddings, _labels).WithDistances(_loss.Distance, _distances);
    }

    /// <summary>All of them.</summary>
    [Benchmark]
    public long All() => Valid(null);

    /// <summary>The semi-hard ones.</summary>
    [Benchmark]
    public long SemiHard() => Valid(_semiHard);

    /// <summary>Of each anchor the hardest one.</summary>
    [Benchmark]
    public long Hardest() => Valid(_hardest);

    /// <summary>Frees the items.</summary>
    [GlobalCleanup]
    public void Free()
    {
        _embeddings.Dispose();
        _labels.Dispose();
        _distances.Dispose();
        _loss.Dispose();
    }

    private long Valid(Miner? miner)
    {
        using var guard = no_grad();
        using LossResult result = miner is null ? _loss.Compute(_batch!) : _loss.Compute(_batch!, miner);
        return result.Telemetry.ValidTerms;
    }
}
