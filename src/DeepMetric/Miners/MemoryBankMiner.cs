using System.ComponentModel.DataAnnotations;
using DeepMetric.Losses;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Miners;

/// <summary>What can be set on a <see cref="MemoryBankMiner"/>.</summary>
public sealed record MemoryBankMinerOptions
{
    /// <summary>How many earlier batches are remembered.</summary>
    /// <value>Default 5.</value>
    [Range(1, 1_000_000)]
    public int Batches { get; init; } = 5;
}

/// <summary>Lets a miner find partners in earlier batches as well.</summary>
/// <remarks>
/// <para>Formula: anchors from the batch, positives and negatives from the batch and from the embeddings of the batches before, as they were then, without a gradient.</para>
/// <para>When: batches too small to hold hard negatives, and a net that changes slowly from step to step: a small learning rate, or after a warm-up.</para>
/// <para>Cost: memory n (n + b n) for the matrix with b batches, and the b batches themselves.</para>
/// <para>Paper: Wang et al., "Cross-Batch Memory for Embedding Learning", CVPR 2020; as a miner in Open Metric Learning.</para>
/// <para>Differs from it: batches may differ in size, and the bank is used before it is full.</para>
/// <para><c>loss.Compute(batch, miner)</c> does all of it. By hand: <c>extended = miner.Extend(batch)</c>, then <c>miner.Mine(extended)</c>, whose tuples index the extended
/// batch, which is what the loss must be given. Every <c>Mine</c> puts the batch into the bank.</para>
/// </remarks>
public sealed class MemoryBankMiner : Miner, IDisposable
{
    private readonly Queue<(Tensor Embeddings, long[] Labels)> _bank = new();

    /// <summary>Creates the miner.</summary>
    /// <param name="inner">What chooses.</param>
    /// <param name="options">The size of the bank.</param>
    public MemoryBankMiner(Miner inner, MemoryBankMinerOptions? options = null)
        : base((inner ?? throw new ArgumentNullException(nameof(inner))).Distance)
    {
        Inner = inner;
        Options = OptionChecks.Checked(options ?? new());
    }

    /// <summary>What chooses.</summary>
    public Miner Inner { get; }

    /// <summary>What is set.</summary>
    public MemoryBankMinerOptions Options { get; }

    /// <summary>The number of remembered items.</summary>
    public int RememberedItems => _bank.Sum(batch => batch.Labels.Length);

    /// <inheritdoc/>
    protected override bool DrawsItself => Inner.Draws;

    /// <inheritdoc/>
    protected internal override bool NeedsDistances => Inner.NeedsDistances;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The batch has a reference of its own or no labels, or embeddings unlike those of the bank.</exception>
    public override EmbeddingBatch Extend(EmbeddingBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.HasReference || batch.Labels is null)
        {
            throw new ArgumentException($"Expected a batch with labels and without a reference, since the bank is the reference; found {(batch.HasReference ? "a reference" : "no labels")}.", nameof(batch));
        }

        if (_bank.Count == 0)
        {
            return batch;
        }

        using var scope = NewDisposeScope();
        Tensor first = _bank.Peek().Embeddings;
        Tensor embeddings = batch.Embeddings;
        if (first.shape[1] != embeddings.shape[1] || first.dtype != embeddings.dtype || first.device.ToString() != embeddings.device.ToString())
        {
            throw new ArgumentException(
                $"Expected embeddings like those of the bank ([n, {first.shape[1]}], {first.dtype}, {first.device}), found [{string.Join(", ", embeddings.shape)}], {embeddings.dtype}, {embeddings.device}.",
                nameof(batch));
        }

        EmbeddingBatch extended = batch.Beside(cat([.. _bank.Select(earlier => earlier.Embeddings)]), _bank.SelectMany(earlier => earlier.Labels));
        extended.Reference.MoveToOuterDisposeScope();
        return extended;
    }

    /// <summary>Forgets all batches.</summary>
    public void Clear()
    {
        while (_bank.TryDequeue(out (Tensor Embeddings, long[] Labels) batch))
        {
            batch.Embeddings.Dispose();
        }
    }

    /// <summary>Disposes of the remembered embeddings.</summary>
    public void Dispose() => Clear();

    /// <inheritdoc/>
    protected override IndexTuples Choose(MinerInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        EmbeddingBatch batch = NeedsDistances ? input.Batch.WithDistances(Distance, input.Distances) : input.Batch;
        IndexTuples tuples = Inner.Mine(batch, input.Random);
        Remember(input.Batch);
        return tuples;
    }

    private void Remember(EmbeddingBatch batch)
    {
        _bank.Enqueue((batch.Embeddings.detach().clone().DetachFromDisposeScope(), [.. batch.Labels!]));
        while (_bank.Count > Options.Batches)
        {
            _bank.Dequeue().Embeddings.Dispose();
        }
    }
}
