using DeepMetric.Evaluation;
using DeepMetric.Losses;
using DeepMetric.Miners;
using DeepMetric.Models;
using DeepMetric.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Benchmarks.Peers;

/// <summary>The cases that both sides run, and what is asked of ours.</summary>
internal static class PeerCases
{
    private const int Dimension = 128;

    public static IReadOnlyList<PeerCase> All { get; } =
    [
        Loss("triplet-all", 1024, 10, Triplets(), null, new PeerTarget.Faster(150), new PeerTarget.Memory(60)),
        Loss("triplet-all", 1024, 256, Triplets(), null, new PeerTarget.Faster(40)),
        Loss("triplet-all", 2048, 512, Triplets(), null, new PeerTarget.Faster(10)),
        Loss("triplet-all", 4096, 10, Triplets(), null, new PeerTarget.Within(1000), new PeerTarget.Memory(400)),
        Loss("semihard", 1024, 10, Triplets(), new TripletMarginMiner(new() { Margin = 0.2, Kind = TripletKind.SemiHard }), new PeerTarget.Faster(150)),
        Loss("batch-hard", 1024, 256, Triplets(), new BatchHardMiner(), new PeerTarget.Faster(4)),
        Loss("contrastive", 2048, 512, ContrastiveLoss.Create(LossForm.Pml), null, new PeerTarget.Faster(3)),
        Loss("multi-similarity", 2048, 512, new MultiSimilarityLoss(), new MultiSimilarityMiner(), new PeerTarget.Faster(3)),
        Loss("supcon", 2048, 512, new SupConLoss(), null, new PeerTarget.Faster(3)),
        Loss("circle", 2048, 512, new CircleLoss(), null, new PeerTarget.Faster(3)),
        Loss("ntxent", 2048, 10, new NTXentLoss(), null, new PeerTarget.Within(200), new PeerTarget.Memory(300)),
        Metrics(10_000, 100, new PeerTarget.Faster(4)),
        Metrics(20_000, 10, new PeerTarget.Faster(15)),
        Neighbors(1),
        Neighbors(10),
        Neighbors(100),
        Metrics(60_000, 1000, new PeerTarget.Memory(512), new PeerTarget.ProductShare(1 / 1.5)) with
        {
            Repeats = 3, HasPeer = false, ProductOperations = 2.0 * 60_000 * 60_000 * Dimension,
        },
        Train("convnet28", "contrastive", 256, 20, 784, () => new ConvNet(1, 28, 28, normalize: false), new ContrastiveLoss(), 1.25),
        Train("convnet28", "triplet-all", 256, 20, 784, () => new ConvNet(1, 28, 28, normalize: false), Triplets(), 1.6),
        Train("resnet20", "contrastive", 128, 6, 3072, ResNet20, new ContrastiveLoss(), 1.1),
    ];

    private static TripletMarginLoss Triplets() => TripletMarginLoss.Create(LossForm.Pml, new() { Margin = 0.2 });

    private static EmbeddingNet ResNet20() => ModelCatalog.Create(new ModelOptions { Model = "resnet20", EmbeddingSize = Dimension, Normalize = false }, [3, 32, 32], seed: 1);

    private static PeerCase Loss(string name, int batch, int classes, MetricLoss loss, Miner? miner, params PeerTarget[] targets) => new(
        $"loss/{name}/B{batch}/C{classes}",
        inputs =>
        {
            Tensor x = tensor(inputs.Normal("embeddings", batch * Dimension, 1)).reshape(batch, Dimension).requires_grad_();
            Tensor y = tensor(inputs.Labels(batch, classes));
            return () =>
            {
                using var scope = NewDisposeScope();
                x.grad = null;
                EmbeddingBatch items = EmbeddingBatch.Create(x, y);
                using LossResult result = miner is null ? loss.Compute(items) : loss.Compute(items, miner);
                result.Value.backward();
            };
        },
        targets);

    private static PeerCase Metrics(int n, int classes, params PeerTarget[] targets) => new(
        $"metrics/n{n}/C{classes}",
        inputs =>
        {
            long[] labels = inputs.Labels(n, classes);
            EmbeddingTable table = EmbeddingTable.FromFloats(inputs.Clusters("embeddings", labels, Dimension, 1), Dimension);
            int[] classesOf = [.. labels.Select(label => (int)label)];
            return () => Retrieval.Evaluate(new RetrievalQuery(table, classesOf) { Depth = RetrievalDepth.LargestClass });
        },
        targets)
    {
        Repeats = 3,
    };

    private static PeerCase Neighbors(int k) => new(
        $"knn/q10000/r60000/k{k}",
        inputs =>
        {
            EmbeddingTable reference = EmbeddingTable.FromFloats(inputs.Normal("reference", 60_000 * Dimension, 1), Dimension);
            EmbeddingTable queries = EmbeddingTable.FromFloats(inputs.Normal("queries", 10_000 * Dimension, 2), Dimension);
            return () => NearestNeighbors.Find(queries, reference, k);
        },
        new PeerTarget.Faster(2),
        new PeerTarget.ProductShare(0.6))
    {
        Repeats = 3,
        ProductOperations = 2.0 * 10_000 * 60_000 * Dimension,
    };

    private static PeerCase Train(string net, string lossName, int batch, int batches, int size, Func<EmbeddingNet> create, MetricLoss loss, double target) => new(
        $"train/{net}/{lossName}/B{batch}x{batches}",
        inputs =>
        {
            long[] labels = [.. Enumerable.Repeat(Enumerable.Range(0, batch).Select(i => (long)(i % 10)), batches).SelectMany(part => part)];
            inputs.WriteLabels(labels);
            int side = size == 784 ? 28 : 32;
            var items = new InMemoryItems(inputs.Normal("images", batch * batches * size, 1), [size / side / side, side, side], labels);
            EmbeddingNet trained = create();
            var sampler = new FixedBatches(batches, batch);
            return () =>
            {
                using var trainer = new Trainer(trained, loss, items, sampler, new() { Epochs = 1 });
                foreach (TrainingEvent step in trainer.Run())
                {
                    _ = step;
                }
            };
        },
        new PeerTarget.Faster(target));
}
