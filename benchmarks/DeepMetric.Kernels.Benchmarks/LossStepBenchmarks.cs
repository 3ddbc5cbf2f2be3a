using BenchmarkDotNet.Attributes;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Miners;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Kernels.Benchmarks;

/// <summary>Forward and backward of a loss, four items of a class.</summary>
public class LossStepBenchmarks
{
    private Tensor _embeddings = zeros(0, 0);
    private Tensor _labels = zeros(0);
    private MetricLoss _loss = new ContrastiveLoss();
    private Miner? _miner;

    /// <summary>Items.</summary>
    [Params(256, 2048)]
    public int Batch { get; set; }

    /// <summary>The loss.</summary>
    [Params("contrastive", "triplet", "triplet-semihard", "supcon", "ntxent")]
    public string Loss { get; set; } = "";

    /// <summary>Draws the items.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        _embeddings = RandomRows.Embeddings(Batch, Batch / 4);
        _labels = RandomRows.LabelTensor(Batch, Batch / 4);
        _miner = Loss == "triplet-semihard" ? new TripletMarginMiner(new() { Margin = 0.2, Kind = TripletKind.SemiHard }) : null;
        _loss = Loss switch
        {
            "contrastive" => new ContrastiveLoss(),
            "supcon" => new SupConLoss(),
            "ntxent" => new NTXentLoss(),
            _ => new TripletMarginLoss(new() { Margin = 0.2 }),
        };
    }

    /// <summary>A step.</summary>
    [Benchmark]
    public void Step()
    {
        using var scope = NewDisposeScope();
        _embeddings.grad?.zero_();
        var batch = EmbeddingBatch.Create(_embeddings, _labels);
        using LossResult result = _miner is null ? _loss.Compute(batch) : _loss.Compute(batch, _miner);
        result.Value.backward();
    }

    /// <summary>Frees the items.</summary>
    [GlobalCleanup]
    public void Free()
    {
        _embeddings.Dispose();
        _labels.Dispose();
        _loss.Dispose();
    }
}
