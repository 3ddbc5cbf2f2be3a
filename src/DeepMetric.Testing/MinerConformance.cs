using System.Runtime.InteropServices;
using DeepMetric.Sampling;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Testing;

/// <summary>Checks what every miner must do: valid tuples, the same ones for the same seed, no trouble with batches that have none.</summary>
/// <remarks>A miner is given as a function of a batch and a seed, so that anything that chooses tuples can be checked.</remarks>
public static class MinerConformance
{
    /// <summary>Checks all laws.</summary>
    /// <param name="mine">Chooses tuples of a batch; the seed decides every draw.</param>
    /// <param name="options">How to check.</param>
    /// <param name="subject">The miner's name, for the report.</param>
    /// <exception cref="ConformanceException">A law does not hold.</exception>
    public static ConformanceReport Check(Func<EmbeddingBatch, ulong, IndexTuples> mine, MinerConformanceOptions? options = null, string subject = "miner") => Examine(mine, options, subject).Required();

    /// <summary>Checks all laws and reports failures instead of throwing.</summary>
    /// <param name="mine">Chooses tuples of a batch; the seed decides every draw.</param>
    /// <param name="options">How to check.</param>
    /// <param name="subject">The miner's name, for the report.</param>
    public static ConformanceReport Examine(Func<EmbeddingBatch, ulong, IndexTuples> mine, MinerConformanceOptions? options = null, string subject = "miner")
    {
        ArgumentNullException.ThrowIfNull(mine);
        MinerConformanceOptions how = options ?? new();
        return new ConformanceReport(subject,
        [
            Law.Run("indices", "Every index is a row of the batch.", () => Indices(mine, how)),
            Law.Run("labels", "A positive has its anchor's label, a negative another.", () => Labels(mine, how)),
            Law.Run("self", "No item is paired with itself.", () => Self(mine, how)),
            Law.Run("unknown-items", "Items of no known class take part in no tuple.", () => UnknownItems(mine, how)),
            Law.Run("seed", "The same seed gives the same tuples.", () => Seed(mine, how)),
            Law.Run("degenerate", "A batch of one class, without a positive, of one item or of identical items gives tuples or none, and no error.", () => Degenerate(mine, how)),
            Law.Run("leaks", "A call leaves no tensor behind.", () => Leaks(mine, how)),
        ]);
    }

    private static void Indices(Func<EmbeddingBatch, ulong, IndexTuples> mine, MinerConformanceOptions how)
    {
        Law.Concerns(how.IndexesTheBatch, "The miner remembers other items.");
        OnTuples(mine, how, (labels, pairs) =>
        {
            foreach (int index in (int[])[.. pairs.PositiveAnchors, .. pairs.Positives, .. pairs.NegativeAnchors, .. pairs.Negatives])
            {
                Law.Require(index >= 0 && index < labels.Length, () => $"expected indices in [0, {labels.Length}), found {index}");
            }
        });
    }

    private static void Labels(Func<EmbeddingBatch, ulong, IndexTuples> mine, MinerConformanceOptions how)
    {
        Law.Concerns(how.IndexesTheBatch, "The miner remembers other items.");
        OnTuples(mine, how, (labels, pairs) =>
        {
            foreach ((int anchor, int positive) in pairs.PositiveAnchors.Zip(pairs.Positives))
            {
                Law.Require(labels[anchor] == labels[positive], () => $"positive pair ({anchor}, {positive}): labels {labels[anchor]} and {labels[positive]}");
            }

            foreach ((int anchor, int negative) in pairs.NegativeAnchors.Zip(pairs.Negatives))
            {
                Law.Require(labels[anchor] != labels[negative], () => $"negative pair ({anchor}, {negative}): both have label {labels[anchor]}");
            }
        });
    }

    private static void Self(Func<EmbeddingBatch, ulong, IndexTuples> mine, MinerConformanceOptions how)
    {
        Law.Concerns(how.IndexesTheBatch, "The miner remembers other items.");
        OnTuples(mine, how, (_, pairs) =>
        {
            foreach ((int anchor, int positive) in pairs.PositiveAnchors.Zip(pairs.Positives))
            {
                Law.Require(anchor != positive, () => $"item {anchor} is a positive of itself");
            }
        });
    }

    private static void UnknownItems(Func<EmbeddingBatch, ulong, IndexTuples> mine, MinerConformanceOptions how)
    {
        Law.Concerns(how.IgnoredLabel is not null, "The miner treats every label alike.");
        Law.Concerns(how.IndexesTheBatch, "The miner remembers other items.");
        long unknown = how.IgnoredLabel!.Value;
        int without = 0;
        foreach (GeneratedBatch batch in Batches(how))
        {
            using var scope = NewDisposeScope();
            long[] labels = [.. batch.Labels.Select((label, i) => i % 3 == 0 ? unknown : label)];
            Pairs pairs = mine(EmbeddingBatch.Create(batch.Embeddings(), tensor(labels)), how.Seed).ToPairs();
            foreach (int index in (int[])[.. pairs.PositiveAnchors, .. pairs.Positives, .. pairs.NegativeAnchors, .. pairs.Negatives])
            {
                Law.Require(labels[index] != unknown, () => $"item {index} has label {unknown} and stands in a tuple");
                without++;
            }
        }

        Law.Require(without > 0, () => "no tuple was found in any batch, so nothing could be compared");
    }

    private static void Seed(Func<EmbeddingBatch, ulong, IndexTuples> mine, MinerConformanceOptions how)
    {
        Law.Concerns(!how.IsStateful, "The choice depends on the calls before.");
        OnBatches(how, batch =>
        {
            ulong seed = SeededRandom.Derive(how.Seed, "miner-conformance-seed", (ulong)batch.Count);
            Pairs first = mine(EmbeddingBatch.Create(batch.Embeddings(), batch.LabelTensor()), seed).ToPairs();
            Pairs second = mine(EmbeddingBatch.Create(batch.Embeddings(), batch.LabelTensor()), seed).ToPairs();
            bool same = first.PositiveAnchors.SequenceEqual(second.PositiveAnchors) && first.Positives.SequenceEqual(second.Positives)
                && first.NegativeAnchors.SequenceEqual(second.NegativeAnchors) && first.Negatives.SequenceEqual(second.Negatives);
            Law.Require(same, () => $"seed {seed} gave {first.Positives.Length} positive and {first.Negatives.Length} negative pairs, then others ({second.Positives.Length} and {second.Negatives.Length})");
            return first.Positives.Length + first.Negatives.Length;
        });
    }

    private static void Degenerate(Func<EmbeddingBatch, ulong, IndexTuples> mine, MinerConformanceOptions how)
    {
        foreach ((int items, int classes) in ((int, int)[])[(0, 1), (1, 1), (2, 1), (3, 3), (4, 1), (4, 2)])
        {
            foreach (double spread in (double[])[0, 1])
            {
                using var scope = NewDisposeScope();
                Tensor x = ones(items, 3, ScalarType.Float32).Plus(TensorArithmetic.Range(items).unsqueeze(1).Times(spread));
                try
                {
                    Pairs pairs = mine(EmbeddingBatch.Create(x, TensorArithmetic.Range(items).remainder(Scalars.Of(classes))), how.Seed).ToPairs();
                    Law.Require(!how.IndexesTheBatch || items > 1 || pairs.Positives.Length + pairs.Negatives.Length == 0, () => $"{items} items gave a pair");
                }
                catch (Exception thrown) when (thrown is ArgumentException or InvalidOperationException or IndexOutOfRangeException or ExternalException)
                {
                    Law.Require(false, () => $"{items} {(spread == 0 ? "identical" : "different")} items in {classes} classes: {thrown.GetType().Name}: {thrown.Message.Split('\n')[0]}");
                }
            }
        }
    }

    private static void Leaks(Func<EmbeddingBatch, ulong, IndexTuples> mine, MinerConformanceOptions how)
    {
        using var scope = NewDisposeScope();
        EmbeddingBatch batch = EmbeddingBatch.Create(GeneratedBatch.Normal(12, 4, how.Seed), TensorArithmetic.Range(12).remainder(Scalars.Of(3)));
        void Call(int i)
        {
            using var call = NewDisposeScope();
            mine(batch, (ulong)i);
        }

        for (int i = 0; i < (how.IsStateful ? how.LeakCalls : 2); i++)
        {
            Call(i);
        }

        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < how.LeakCalls; i++)
        {
            Call(i);
        }

        long left = DisposeScopeManager.Statistics.ThreadTotalLiveCount - before;
        Law.Require(left == 0, () => $"{left} tensors were left behind by {how.LeakCalls} calls");
    }

    private static void OnTuples(Func<EmbeddingBatch, ulong, IndexTuples> mine, MinerConformanceOptions how, Action<long[], Pairs> check) => OnBatches(how, batch =>
    {
        Pairs pairs = mine(EmbeddingBatch.Create(batch.Embeddings(), batch.LabelTensor()), how.Seed).ToPairs();
        check(batch.Labels, pairs);
        return pairs.Positives.Length + pairs.Negatives.Length;
    });

    private static void OnBatches(MinerConformanceOptions how, Func<GeneratedBatch, int> tuplesOf)
    {
        long found = 0;
        foreach (GeneratedBatch batch in Batches(how))
        {
            using var scope = NewDisposeScope();
            found += tuplesOf(batch);
        }

        Law.Require(found >= how.MinimumTuples, () => $"only {found} pairs were found over {how.Batches} batches, too few to compare; expected at least {how.MinimumTuples}");
    }

    private static IEnumerable<GeneratedBatch> Batches(MinerConformanceOptions how) =>
        Enumerable.Range(0, how.Batches).Select(i => GeneratedBatch.Of(SeededRandom.Derive(how.Seed, "miner-conformance", (ulong)i), classes: 4));
}
