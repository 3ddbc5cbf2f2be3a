using DeepMetric.Distances;
using DeepMetric.Miners;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using DeepMetric.Sampling;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>A loss over embeddings and labels that tells what it did.</summary>
/// <remarks>
/// Terms range over all valid pairs or triplets of the batch unless index tuples choose some. Nothing is enumerated where a
/// closed form exists; where a reducer needs single terms they are listed, after a check that they fit into memory.
/// </remarks>
public abstract class MetricLoss : IDisposable
{
    private static readonly Dictionary<string, MetricLoss> EmptyInner = [];

    /// <summary>Creates a loss.</summary>
    protected MetricLoss(Distance distance, Reducer reducer, Regularizer? regularizer, double regularizerWeight)
    {
        Distance = distance;
        Reducer = reducer;
        Regularizer = regularizer;
        RegularizerWeight = regularizerWeight;
    }

    /// <summary>How far embeddings are.</summary>
    public Distance Distance { get; }

    /// <summary>What turns terms into one number.</summary>
    public Reducer Reducer { get; }

    /// <summary>A penalty on the embeddings, or null.</summary>
    public Regularizer? Regularizer { get; }

    /// <summary>What the penalty is multiplied by.</summary>
    public double RegularizerWeight { get; }

    /// <summary>The weights that the loss learns and the state that it keeps; empty for most losses.</summary>
    public LossWeights Weights { get; } = new();

    /// <summary>The losses that it is made of, by name, each with weights of its own; empty for most losses.</summary>
    public virtual IReadOnlyDictionary<string, MetricLoss> Inner => EmptyInner;

    /// <summary>In what the loss differs from most.</summary>
    public virtual LossTraits Traits => LossTraits.None;

    /// <summary>The label whose items are of no known class and take part in no term; null to treat every label alike.</summary>
    /// <value>Default -1.</value>
    public long? IgnoredLabel { get; init; } = -1;

    /// <summary>Computes the loss over all valid terms of a batch.</summary>
    /// <param name="embeddings">float32 or float64, <c>[n, d]</c>, all finite.</param>
    /// <param name="labels">Integers, <c>[n]</c>.</param>
    /// <exception cref="ArgumentException">A shape, type or value is not as said.</exception>
    public LossResult Compute(Tensor embeddings, Tensor labels) => Compute(EmbeddingBatch.Create(embeddings, labels));

    /// <summary>Computes the loss.</summary>
    /// <param name="batch">Embeddings, labels and perhaps a reference set.</param>
    /// <param name="tuples">Chosen terms; null for all valid ones.</param>
    /// <exception cref="ArgumentException">Neither labels nor tuples are given, or an index is out of range.</exception>
    public LossResult Compute(EmbeddingBatch batch, IndexTuples? tuples = null)
    {
        using var scope = NewDisposeScope();
        return Reduce(Run(batch, tuples, Reducer.NeedsListedTerms), batch);
    }

    /// <summary>Computes the loss over what a miner chooses.</summary>
    /// <param name="batch">Embeddings, labels and perhaps a reference set.</param>
    /// <param name="miner">What chooses the terms.</param>
    /// <param name="random">Where its draws come from; needed if it <see cref="Miner.Draws"/>.</param>
    /// <remarks>
    /// Where the miner's distance equals the loss's, their matrix is computed once. Where miner and loss together have a closed form, nothing is listed: value,
    /// gradient and counts are those of <c>Compute(batch, miner.Mine(batch, random))</c>.
    /// </remarks>
    /// <exception cref="ArgumentException">There are no labels, or no generator where one is needed.</exception>
    public LossResult Compute(EmbeddingBatch batch, Miner miner, SeededRandom? random = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(miner);
        using var scope = NewDisposeScope();
        EmbeddingBatch extended = miner.Extend(batch);
        if (RunMined(extended, miner) is { } mined)
        {
            return Reduce(mined, extended);
        }

        if (SharesDistances && miner.NeedsDistances && miner.Distance.Equals(Distance) && !extended.HasDistances(Distance))
        {
            extended = extended.WithDistances(Distance, extended.DistancesBy(Distance));
        }

        return Reduce(Run(extended, miner.Mine(extended, random), Reducer.NeedsListedTerms), extended);
    }

    /// <summary>Lists every term with its value, part by part, after a check that they fit into memory.</summary>
    /// <remarks>The tensors belong to the caller.</remarks>
    public IReadOnlyList<LossTerms.Listed> ListTerms(EmbeddingBatch batch, IndexTuples? tuples = null)
    {
        using var scope = NewDisposeScope();
        IReadOnlyList<LossTerms.Listed> parts = ListCore(batch, tuples);
        foreach (LossTerms.Listed part in parts)
        {
            part.Values.MoveToOuterDisposeScope();
        }

        return parts;
    }

    /// <summary>Disposes of the loss's own weights.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Disposes of the loss's own weights, and of the losses that it is made of.</summary>
    /// <param name="disposing">Whether <see cref="Dispose()"/> was called.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            Weights.Dispose();
        }
    }

    /// <summary>The arithmetic of the loss.</summary>
    protected abstract LossOutput ComputeTerms(LossInput input);

    /// <summary>Whether the arithmetic works on the matrix of all distances; a loss over class weights, or one that computes blocks of it by itself, does not.</summary>
    protected virtual bool NeedsDistances => true;

    /// <summary>Whether the arithmetic takes the whole matrix of distances from the batch.</summary>
    private protected virtual bool SharesDistances => NeedsDistances;

    /// <summary>The loss over what a miner would choose, without listing it; null where there is no closed form.</summary>
    private protected virtual LossOutput? RunMined(EmbeddingBatch batch, Miner miner) => null;

    /// <summary>Whether the arithmetic takes its pairs from <see cref="PairMasks"/>, so that an item may have a set of labels.</summary>
    private protected virtual bool TakesLabelSets => false;

    /// <summary>Lists every term, part by part, in the caller's scope.</summary>
    private protected virtual IReadOnlyList<LossTerms.Listed> ListCore(EmbeddingBatch batch, IndexTuples? tuples) =>
        [.. Run(batch, tuples, listed: true).Parts.OfType<LossTerms.Listed>()];

    /// <summary>The study's public code and PyTorch Metric Learning know no ignored label: -1 is a class like any other there.</summary>
    private protected static long? IgnoredLabelOf(LossForm form) => form == LossForm.Paper ? -1 : null;

    private LossOutput Run(EmbeddingBatch batch, IndexTuples? tuples, bool listed)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Labels is null && tuples is null && !Traits.HasFlag(LossTraits.LabelFree) && !(batch.Relevance is not null && TakesLabelSets))
        {
            throw new ArgumentException(
                batch.Relevance is null ? "Expected labels or index tuples, found neither." : $"Expected one label per item or index tuples for {GetType().Name}, found sets of labels.",
                nameof(batch));
        }

        tuples?.CheckRange(batch.Count, batch.ReferenceCount);
        Tensor distances = NeedsDistances ? batch.DistancesBy(Distance) : empty(0, 0);
        return ComputeTerms(new LossInput(batch, tuples, distances, listed || tuples is not null, Reducer.NeedsOrderedPairs, IgnoredLabel));
    }

    private LossResult Reduce(LossOutput output, EmbeddingBatch batch)
    {
        IReadOnlyList<LossTerms> parts = output.Parts;
        Tensor value = Sum(parts.Select(part => Reducer.Reduce(part, batch)));
        Tensor mean = output.Mean ?? value;
        if (output.Mean is null && (Reducer is not MeanReducer || output.Parts.Count > 1))
        {
            var sum = new SumReducer();
            mean = Sum(output.Parts.Select(part => sum.Reduce(part, batch))).DividedBy((double)Math.Max(1, output.Telemetry.ValidTerms));
        }

        if (Regularizer is not null && batch.Count > 0)
        {
            var penalty = new LossTerms.Reduced("regularization", Regularizer.Compute(batch.Embeddings).Times(RegularizerWeight));
            value = value.Plus(Reducer.Reduce(penalty, batch));
            parts = [.. parts, penalty];
        }

        LossTerms[] kept = [.. parts.Where(Reducer.Keeps)];
        foreach (LossTerms terms in kept)
        {
            _ = (terms is LossTerms.Listed listed ? listed.Values : ((LossTerms.Reduced)terms).Value).MoveToOuterDisposeScope();
        }

        return new LossResult(value.MoveToOuterDisposeScope(), mean.MoveToOuterDisposeScope(), output.Telemetry) { Terms = kept };
    }

    private static Tensor Sum(IEnumerable<Tensor> values) => values.Aggregate((sum, value) => sum.Plus(value));
}
