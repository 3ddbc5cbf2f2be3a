using DeepMetric.Miners;
using DeepMetric.Sampling;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>Compares each batch with the embeddings of the batches before, which it keeps: many more pairs for the same batch.</summary>
/// <remarks>
/// <para>Formula: L of the batch against the memory, a ring of the last embeddings and labels to which the batch is added first; an item is not a positive of itself.</para>
/// <para>When: batches too small to hold hard negatives, once embeddings change slowly: after a warm-up, or with a small learning rate.</para>
/// <para>Cost: that of the inner loss over the b · M pairs of batch and memory, which are listed; no gradient flows into the memory.</para>
/// <para>Paper: Wang et al., "Cross-Batch Memory for Embedding Learning", CVPR 2020.</para>
/// <para>Differs from it: any loss and any miner. Index tuples are indices into the batch and are added to the pairs of batch and memory. The memory is kept in
/// <see cref="MetricLoss.Weights"/>, so that checkpoints carry it.</para>
/// </remarks>
public sealed class CrossBatchMemory : WrapperLoss
{
    private const string Embeddings = "memory";
    private const string Labels = "memory_labels";
    private const string State = "memory_state";

    private readonly SeededRandom? _random;
    private bool _remembers = true;

    /// <summary>Wraps a loss.</summary>
    /// <param name="loss">The loss; disposed of with this one.</param>
    /// <param name="embeddingSize">The dimension of the embeddings.</param>
    /// <param name="memorySize">How many embeddings are kept; at least those of a batch.</param>
    /// <param name="miner">Chooses among the pairs of a batch and its reference, the memory; null for all of them.</param>
    /// <param name="random">Where the miner's draws come from; needed if it <see cref="Miners.Miner.Draws"/>.</param>
    /// <exception cref="ArgumentException">The loss does not go by labels.</exception>
    public CrossBatchMemory(MetricLoss loss, int embeddingSize, int memorySize = 1024, Miner? miner = null, SeededRandom? random = null)
        : base(loss)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(embeddingSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(memorySize, 1);
        EmbeddingSize = embeddingSize;
        MemorySize = memorySize;
        Miner = miner;
        _random = random;
        Weights.Keep(Embeddings, zeros(memorySize, embeddingSize));
        Weights.Keep(Labels, zeros(memorySize, ScalarType.Int64));
        Weights.Keep(State, zeros(2, ScalarType.Int64));
    }

    /// <summary>The dimension of the embeddings.</summary>
    public int EmbeddingSize { get; }

    /// <summary>How many embeddings are kept.</summary>
    /// <value>Default 1024.</value>
    public int MemorySize { get; }

    /// <summary>Chooses among the pairs of a batch and the memory; null for all of them.</summary>
    public Miner? Miner { get; }

    /// <inheritdoc/>
    public override LossTraits Traits => Loss.Traits | LossTraits.Stateful | LossTraits.StopsGradient;

    /// <summary>How many embeddings are in the memory.</summary>
    public int Count => ReadState().Count;

    /// <summary>The row of the memory that is written next.</summary>
    public int Next => ReadState().Next;

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        using var scope = NewDisposeScope();
        Weights.Change(Embeddings, zeros_like(Weights.Kept[Embeddings]));
        Weights.Change(Labels, zeros_like(Weights.Kept[Labels]));
        Weights.Change(State, zeros_like(Weights.Kept[State]));
    }

    /// <summary>Adds embeddings to the memory without computing a loss.</summary>
    /// <param name="embeddings">float32 or float64, <c>[n, d]</c>, all finite.</param>
    /// <param name="labels">Integers, <c>[n]</c>.</param>
    /// <exception cref="ArgumentException">A shape, type or value is not as said, or there are more than the memory holds.</exception>
    public void Remember(Tensor embeddings, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        using var scope = NewDisposeScope();
        Add(Checked(EmbeddingBatch.Create(embeddings, labels)));
    }

    /// <summary>Computes the loss of a batch against the memory without adding it.</summary>
    /// <param name="embeddings">float32 or float64, <c>[n, d]</c>, all finite.</param>
    /// <param name="labels">Integers, <c>[n]</c>.</param>
    /// <exception cref="ArgumentException">A shape, type or value is not as said.</exception>
    public LossResult Compare(Tensor embeddings, Tensor labels)
    {
        _remembers = false;
        try
        {
            return Compute(embeddings, labels);
        }
        finally
        {
            _remembers = true;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Labels are missing, a reference set was given, or the batch does not fit into the memory.</exception>
    protected override LossOutput ComputeTerms(LossInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        EmbeddingBatch batch = Checked(input.Batch);
        int[]? rows = _remembers ? Add(batch) : null;
        EmbeddingBatch compared = Against(batch);
        LossResult inner = Loss.Compute(compared, Choose(compared, rows, input.Tuples));
        return OutputOf(inner, inner.Telemetry);
    }

    /// <summary>Not for a loss whose terms are over what it has kept.</summary>
    private protected override IReadOnlyList<LossTerms.Listed> ListCore(EmbeddingBatch batch, IndexTuples? tuples) =>
        throw new InvalidOperationException("The terms of a batch against the memory cannot be listed without changing the memory.");

    /// <summary>The batch with the memory as its reference, in the caller's scope.</summary>
    internal EmbeddingBatch Against(EmbeddingBatch batch)
    {
        int count = Count;
        Tensor memory = Weights.Kept[Embeddings].narrow(0, 0, count).to(batch.Embeddings.dtype).to(batch.Embeddings.device);
        return EmbeddingBatch.Create(batch.Embeddings, LabelsOf(batch.Labels!), memory, Weights.Kept[Labels].narrow(0, 0, count));
    }

    /// <summary>The pairs or triplets of the batch and the memory that make the loss.</summary>
    /// <param name="compared">The batch against the memory.</param>
    /// <param name="rows">The row of the memory of each item of the batch; null where the batch was not added.</param>
    /// <param name="given">Tuples within the batch, to be added.</param>
    internal IndexTuples Choose(EmbeddingBatch compared, int[]? rows, IndexTuples? given)
    {
        IndexTuples mined = Miner?.Mine(compared, _random) ?? Pairs.All(compared.Labels!, compared.ReferenceLabels, ignoredLabel: IgnoredLabel);
        IndexTuples chosen = rows is null ? mined : WithoutSelf(mined, rows);
        if (given is null)
        {
            return chosen;
        }

        if (rows is null)
        {
            throw new ArgumentException("Expected no index tuples with a batch that is not added to the memory.", nameof(given));
        }

        int[] ToRows(int[] items) => Array.ConvertAll(items, item => rows[item]);
        if (chosen is Triplets triplets)
        {
            Triplets added = given.ToTriplets();
            return new Triplets([.. triplets.Anchors, .. added.Anchors], [.. triplets.Positives, .. ToRows(added.Positives)], [.. triplets.Negatives, .. ToRows(added.Negatives)]);
        }

        Pairs pairs = chosen.ToPairs();
        Pairs more = given.ToPairs();
        return new Pairs(
            [.. pairs.PositiveAnchors, .. more.PositiveAnchors],
            [.. pairs.Positives, .. ToRows(more.Positives)],
            [.. pairs.NegativeAnchors, .. more.NegativeAnchors],
            [.. pairs.Negatives, .. ToRows(more.Negatives)]);
    }

    private static IndexTuples WithoutSelf(IndexTuples tuples, int[] rows)
    {
        static int[] Keep(int[] values, bool[] kept) => [.. values.Where((_, i) => kept[i])];
        bool[] Kept(int[] anchors, int[] positives) => [.. anchors.Zip(positives, (anchor, positive) => rows[anchor] != positive)];
        if (tuples is Triplets triplets)
        {
            bool[] kept = Kept(triplets.Anchors, triplets.Positives);
            return new Triplets(Keep(triplets.Anchors, kept), Keep(triplets.Positives, kept), Keep(triplets.Negatives, kept));
        }

        Pairs pairs = tuples.ToPairs();
        bool[] positive = Kept(pairs.PositiveAnchors, pairs.Positives);
        return new Pairs(Keep(pairs.PositiveAnchors, positive), Keep(pairs.Positives, positive), pairs.NegativeAnchors, pairs.Negatives);
    }

    private EmbeddingBatch Checked(EmbeddingBatch batch)
    {
        if (batch.HasReference || batch.Labels is null)
        {
            throw new ArgumentException($"Expected labels and no reference set, as the memory is what a batch is compared with; found {(batch.HasReference ? "a reference set" : "no labels")}.", nameof(batch));
        }

        return batch.Embeddings.shape[1] == EmbeddingSize
            ? batch
            : throw new ArgumentException($"Expected embeddings of {EmbeddingSize} dimensions, found {batch.Embeddings.shape[1]}.", nameof(batch));
    }

    private int[] Add(EmbeddingBatch batch)
    {
        if (batch.Count > MemorySize)
        {
            throw new ArgumentException($"Expected at most {MemorySize} embeddings, as many as the memory holds, found {batch.Count}.", nameof(batch));
        }

        using var guard = no_grad();
        using var scope = NewDisposeScope();
        (int next, int count) = ReadState();
        int[] rows = [.. Enumerable.Range(0, batch.Count).Select(item => (next + item) % MemorySize)];
        Tensor known = batch.Embeddings.detach();
        Tensor places = LabelsOf(rows.Select(row => (long)row)).to(known.device);
        Tensor memory = Weights.Kept[Embeddings].to(known.dtype).to(known.device);
        Tensor labels = Weights.Kept[Labels].to(known.device);
        Weights.Change(Embeddings, memory.index_copy(0, places, known));
        Weights.Change(Labels, labels.index_copy(0, places, LabelsOf(batch.Labels!).to(known.device)));
        Weights.Change(State, tensor([(next + batch.Count) % MemorySize, Math.Min(MemorySize, count + batch.Count)], ScalarType.Int64));
        return rows;
    }

    private (int Next, int Count) ReadState()
    {
        using var scope = NewDisposeScope();
        long[] state = [.. Weights.Kept[State].cpu().data<long>()];
        return ((int)state[0], (int)state[1]);
    }
}
