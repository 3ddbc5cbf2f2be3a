using DeepMetric.Reducers;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>A weighted sum of losses over the same embeddings.</summary>
/// <remarks>
/// <para>Value: Σ wᵢ Lᵢ, each Lᵢ with its own distance, reducer, regularizer and ignored label. The loss for tracking is likewise Σ wᵢ meanᵢ, the mean over the terms of Lᵢ.</para>
/// <para>Telemetry: counts and the sum of terms (weighted) are over the terms of all losses; the unit and the mean distances are the first loss's; an item is active where it
/// takes part in an active term of any. <see cref="LossTelemetry.Mixed"/> has each loss by itself. Index tuples go to every loss; a loss may have a miner of its own
/// (<see cref="MixedLoss.Miner"/>) instead.</para>
/// </remarks>
public sealed class MixtureLoss : MetricLoss
{
    /// <summary>Mixes losses.</summary>
    /// <param name="losses">The losses, at least one, under different names.</param>
    /// <exception cref="ArgumentException">There is none, or two have one name.</exception>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">A weight is not above 0.</exception>
    public MixtureLoss(IReadOnlyList<MixedLoss> losses)
        : base(Checked(losses)[0].Loss.Distance, new MeanReducer(), regularizer: null, regularizerWeight: 1)
    {
        Losses = [.. losses];
        long?[] ignored = [.. losses.Select(part => part.Loss.IgnoredLabel).Distinct()];
        IgnoredLabel = ignored.Length == 1 ? ignored[0] : null;
    }

    /// <summary>The losses, in the order given.</summary>
    public IReadOnlyList<MixedLoss> Losses { get; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, MetricLoss> Inner => Losses.ToDictionary(part => part.Name, part => part.Loss);

    /// <inheritdoc/>
    /// <remarks>What is true of any of the losses; without labels only if that is true of all.</remarks>
    public override LossTraits Traits
    {
        get
        {
            LossTraits any = Losses.Aggregate(LossTraits.None, (traits, part) => traits | part.Loss.Traits);
            return Losses.All(part => part.Loss.Traits.HasFlag(LossTraits.LabelFree)) ? any : any & ~LossTraits.LabelFree;
        }
    }

    /// <inheritdoc/>
    protected override bool NeedsDistances => false;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (MixedLoss part in Losses)
            {
                part.Loss.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    protected override LossOutput ComputeTerms(LossInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        LossResult[] results = [.. CheckedFor(input.Tuples).Select(part => part.Compute(input.Batch, input.Tuples))];
        Tensor Weighted(Func<LossResult, Tensor> of) =>
            Losses.Select((part, i) => of(results[i]).Times(part.Weight)).Aggregate((sum, value) => sum.Plus(value));

        // Where every loss trains on its mean, one tensor serves as both, and one backward pass does.
        bool isMean = results.All(result => ReferenceEquals(result.Value, result.Mean));
        return new LossOutput([new LossTerms.Reduced("mixture", Weighted(result => result.Value))], Telemetry(results))
        {
            Mean = isMean ? null : Weighted(result => result.Mean),
        };
    }

    /// <summary>The terms of every loss times its weight, under names such as <c>triplet.loss</c>.</summary>
    private protected override IReadOnlyList<LossTerms.Listed> ListCore(EmbeddingBatch batch, IndexTuples? tuples) =>
    [
        .. from part in CheckedFor(tuples)
           from terms in part.ListTerms(batch, tuples)
           select new LossTerms.Listed($"{part.Name}.{terms.Name}", terms.Values.Times(part.Weight), [.. terms.Anchors], [.. terms.Others.Select(others => others.ToArray())])
           {
               Divisor = terms.Divisor,
               OfClasses = terms.OfClasses,
           },
    ];

    private LossTelemetry Telemetry(LossResult[] results)
    {
        LossTelemetry[] all = [.. results.Select(result => result.Telemetry)];
        return new LossTelemetry
        {
            Unit = all[0].Unit,
            ValidTerms = all.Sum(part => part.ValidTerms),
            ActiveTerms = all.Sum(part => part.ActiveTerms),
            ActiveTermsAboveEpsilon = all.Sum(part => part.ActiveTermsAboveEpsilon),
            SumOfTerms = all.Select((part, i) => Losses[i].Weight * part.SumOfTerms).Sum(),
            Pairs = all.Select(part => part.Pairs).FirstOrDefault(counts => counts is not null),
            Triplets = all.Select(part => part.Triplets).FirstOrDefault(counts => counts is not null),
            MeanPositiveDistance = all[0].MeanPositiveDistance,
            MeanNegativeDistance = all[0].MeanNegativeDistance,
            ActiveSamples = [.. Enumerable.Range(0, all[0].ActiveSamples.Count).Select(item => all.Any(part => part.ActiveSamples[item]))],
            Mixed = [.. Losses.Select((part, i) => new MixedTelemetry(part.Name, part.Weight, results[i].Value.ToNumber(), all[i]))],
        };
    }

    private IReadOnlyList<MixedLoss> CheckedFor(IndexTuples? tuples) => tuples is null || Losses.All(part => part.Miner is null)
        ? Losses
        : throw new ArgumentException($"Expected index tuples or miners, found both: {string.Join(", ", Losses.Where(part => part.Miner is not null).Select(part => part.Name))} have a miner.", nameof(tuples));

    private static IReadOnlyList<MixedLoss> Checked(IReadOnlyList<MixedLoss> losses)
    {
        ArgumentNullException.ThrowIfNull(losses);
        if (losses.Count == 0 || losses.Select(part => part.Name).Distinct().Count() != losses.Count)
        {
            throw new ArgumentException($"Expected losses of different names, found {(losses.Count == 0 ? "none" : string.Join(", ", losses.Select(part => part.Name)))}.", nameof(losses));
        }

        foreach (MixedLoss part in losses)
        {
            part.Validate();
        }

        return losses;
    }
}
