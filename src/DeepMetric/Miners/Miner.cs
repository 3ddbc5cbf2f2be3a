using DeepMetric.Distances;
using DeepMetric.Sampling;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Miners;

/// <summary>Chooses pairs or triplets of a batch for a loss.</summary>
/// <remarks>
/// Tensors are borrowed and nothing is differentiated; the result is a value. A miner looks at the matrix of distances of its own <see cref="Distance"/>, and
/// takes the batch's if it has an equal one (<see cref="EmbeddingBatch.WithDistances"/>). Memory: that matrix and the tuples.
/// </remarks>
public abstract class Miner
{
    /// <summary>Creates a miner.</summary>
    protected Miner(Distance distance)
    {
        ArgumentNullException.ThrowIfNull(distance);
        Distance = distance;
    }

    /// <summary>How far embeddings are.</summary>
    public Distance Distance { get; }

    /// <summary>The label whose items are of no known class and take part in no tuple; null to treat every label alike.</summary>
    /// <value>Default -1.</value>
    public long? IgnoredLabel { get; init; } = -1;

    /// <summary>At most so many triplets, or pairs of each side, per anchor, drawn at random among those that the miner chooses; null for all of them.</summary>
    /// <value>Default null.</value>
    public int? TuplesPerAnchor
    {
        get;
        init
        {
            if (value is int limit)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1, nameof(TuplesPerAnchor));
            }

            field = value;
        }
    }

    /// <summary>Whether it draws, and so needs a generator: a miner that does by itself, and any with <see cref="TuplesPerAnchor"/>.</summary>
    public bool Draws => DrawsItself || TuplesPerAnchor is not null;

    /// <summary>Whether the choice is random whatever <see cref="TuplesPerAnchor"/> is.</summary>
    protected virtual bool DrawsItself => false;

    /// <summary>Whether the choice is made by the matrix of distances.</summary>
    protected internal virtual bool NeedsDistances => true;

    /// <summary>Whether the choice is made by labels.</summary>
    protected virtual bool NeedsLabels => true;

    /// <summary>Chooses tuples.</summary>
    /// <param name="batch">Embeddings with labels, and perhaps a reference set: anchors are rows of the embeddings, their partners rows of the reference.</param>
    /// <param name="random">Where draws come from; needed if the miner <see cref="Draws"/>.</param>
    /// <exception cref="ArgumentException">There are no labels, or no generator where one is needed.</exception>
    public IndexTuples Mine(EmbeddingBatch batch, SeededRandom? random = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (NeedsLabels && (batch.Labels is null || batch.ReferenceLabels is null))
        {
            throw new ArgumentException("Expected labels to mine by, found none.", nameof(batch));
        }

        CheckRandom(random);

        using var guard = no_grad();
        using var scope = NewDisposeScope();
        Tensor distances = NeedsDistances ? batch.DistancesBy(Distance).detach() : empty(0, 0);
        IndexTuples tuples = Choose(new MinerInput(batch, distances, Distance.IsSimilarity, IgnoredLabel, random));
        return TuplesPerAnchor is int limit ? tuples.AtMostPerAnchor(limit, random!) : tuples;
    }

    /// <summary>The batch that the miner's tuples index: the batch itself, unless the miner remembers other items to compare it with.</summary>
    /// <remarks>What it adds lies in the caller's dispose scope.</remarks>
    public virtual EmbeddingBatch Extend(EmbeddingBatch batch) => batch;

    /// <summary>Refuses to draw from nothing.</summary>
    private protected void CheckRandom(SeededRandom? random)
    {
        if (Draws && random is null)
        {
            throw new ArgumentException($"{GetType().Name} draws tuples at random: expected a SeededRandom, found none.", nameof(random));
        }
    }

    /// <summary>The choice.</summary>
    protected abstract IndexTuples Choose(MinerInput input);
}
