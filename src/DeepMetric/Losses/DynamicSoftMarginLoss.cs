using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on a <see cref="DynamicSoftMarginLoss"/>.</summary>
public sealed record DynamicSoftMarginLossOptions
{
    /// <summary>The smallest difference d_ap − d_an that can be; the largest is its opposite.</summary>
    /// <value>Default -2.</value>
    [Range(-1e6, -1e-6)]
    public double Smallest { get; init; } = -2;

    /// <summary>Into how many bins the differences are cut.</summary>
    /// <value>Default 10.</value>
    [Range(2, 100_000)]
    public int Bins { get; init; } = 10;

    /// <summary>How much of the kept histogram each batch replaces.</summary>
    /// <value>Default 0.01.</value>
    [Range(0, 1)]
    public double Momentum { get; init; } = 0.01;
}

/// <summary>A triplet loss whose margin is the distribution of what it has seen: each difference counts by the share of differences below it.</summary>
/// <remarks>
/// <para>Formula: mean over triplets of F(x) x, x = d_ap − d_an, F the distribution function of a histogram of x that is kept as a running mean over batches; x falls into
/// its two adjacent bins, by linear interpolation.</para>
/// <para>When: no margin to tune; made for local descriptors, whose pairs are many and whose labels are sure.</para>
/// <para>Cost: O(n²) memory and about n k B log n time over all triplets, k items per class, B bins; no triplet is listed.</para>
/// <para>Paper: Zhang and Rusinkiewicz, "Learning Local Descriptors with a CDF-Based Dynamic Soft Margin", ICCV 2019.</para>
/// <para>Differs from it: all triplets of the labels, instead of the hardest negative of each matched pair (which a batch-hard miner gives); a triplet counts as active where F is above 0. The histogram is kept as
/// <c>hist_</c>, and the gradient knows how the batch moves it. The loss is one number, which a reducer leaves as it is.</para>
/// </remarks>
public sealed class DynamicSoftMarginLoss : MetricLoss
{
    private const string HistogramName = "hist_";

    /// <summary>Creates the loss.</summary>
    /// <param name="options">Bins and momentum.</param>
    /// <param name="distance">A Euclidean distance of normalised embeddings; by default not squared.</param>
    /// <param name="reducer">Has nothing to do, as the loss is one number.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    /// <exception cref="ArgumentException">The distance is another.</exception>
    public DynamicSoftMarginLoss(
        DynamicSoftMarginLossOptions? options = null, Distance? distance = null, Reducer? reducer = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(NormalizedEuclidean.Checked(distance ?? new LpDistance()), reducer ?? new MeanReducer(), regularizer, regularizerWeight)
    {
        Options = OptionChecks.Checked(options ?? new());
        Weights.Keep(HistogramName, zeros(Options.Bins, ScalarType.Float64));
    }

    /// <summary>What is set.</summary>
    public DynamicSoftMarginLossOptions Options { get; }

    /// <inheritdoc/>
    public override LossTraits Traits => LossTraits.Stateful;

    private DifferenceBins Bins => new(Options.Smallest, Options.Bins);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A difference is outside of the bins.</exception>
    protected override LossOutput ComputeTerms(LossInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Tuples is null ? OfAll(input) : OfListed(input, input.Tuples.ToTriplets());
    }

    private LossOutput OfAll(LossInput input)
    {
        EmbeddingBatch batch = input.Batch;
        PairMasks masks = PairMasks.Of(batch, null, input.IgnoredLabel);
        (Tensor counts, Tensor sums) = Bins.Of(input.Distances, masks);
        long triplets = Total(counts);
        if (triplets == 0)
        {
            return Output(batch.Embeddings.Times(0).sum(), counts, zeros_like(counts), new bool[batch.Count]);
        }

        // The loss depends on the distances through the sums alone, each of which is linear in them.
        using var enabled = enable_grad();
        Tensor free = sums.detach().requires_grad_();
        (Tensor known, Tensor shares) = Weigh(counts, free);
        Tensor gradient = Bins.Gradient(input.Distances, masks, autograd.grad([known], [free])[0]);
        Tensor active = gradient != Scalars.Of(0);
        Tensor samples = batch.HasReference ? active.any(1) : active.any(1) | active.any(0);
        Tensor linear = (input.Distances * gradient).sum();
        LossOutput output = Output(linear.Minus(linear.detach()).Plus(known.detach().to(linear.dtype)), counts, shares, [.. samples.cpu().data<bool>()]);
        return output with
        {
            Telemetry = output.Telemetry with
            {
                MeanPositiveDistance = PairDistances.Mean(input.Distances, masks.Positive),
                MeanNegativeDistance = PairDistances.Mean(input.Distances, masks.Negative),
            },
        };
    }

    private LossOutput OfListed(LossInput input, Triplets triplets)
    {
        EmbeddingBatch batch = input.Batch;
        Tensor positive = ListedTerms.Gather(input.Distances, triplets.Anchors, triplets.Positives);
        Tensor negative = ListedTerms.Gather(input.Distances, triplets.Anchors, triplets.Negatives);
        (Tensor counts, Tensor sums) = Bins.Of(positive.Minus(negative));
        bool[] active = new bool[batch.Count];
        if (triplets.Anchors.Length == 0)
        {
            return Output(batch.Embeddings.Times(0).sum(), counts, zeros_like(counts), active);
        }

        (Tensor value, Tensor shares) = Weigh(counts, sums);
        foreach (int item in batch.HasReference ? triplets.Anchors : [.. triplets.Anchors, .. triplets.Positives, .. triplets.Negatives])
        {
            active[item] = true;
        }

        LossOutput output = Output(value.to(input.Distances.dtype), counts, shares, active);
        return output with
        {
            Telemetry = output.Telemetry with
            {
                MeanPositiveDistance = positive.detach().mean().ToNumber(),
                MeanNegativeDistance = negative.detach().mean().ToNumber(),
            },
        };
    }

    // The mean of F(x) x, and F of each bin, after the kept histogram took the batch in.
    private (Tensor Value, Tensor Shares) Weigh(Tensor counts, Tensor sums)
    {
        DifferenceBins bins = Bins;
        Device device = counts.device;
        Tensor places = TensorArithmetic.Range(bins.Count, device, ScalarType.Float64);

        // What falls into a bin is shared with the next one by how far into the bin it lies; the last has no next one.
        Tensor shared = sums.Minus(counts * places.Times(bins.Width).Plus(bins.Smallest)).DividedBy(bins.Width) * (places < Scalars.Of(bins.Count - 1)).to(ScalarType.Float64);
        Tensor taken = counts.Minus(shared).Plus(cat([zeros(1, ScalarType.Float64, device), shared.narrow(0, 0, bins.Count - 1)]));
        Tensor kept = Weights.Kept[HistogramName].to(ScalarType.Float64).to(device);
        double momentum = kept.sum().item<double>() > 0 ? Options.Momentum : 1;
        Tensor mixed = kept.Times(1 - momentum).Plus(taken.Times(momentum));
        Tensor histogram = mixed / mixed.sum();
        Weights.Change(HistogramName, histogram.detach().clone());
        Tensor shares = histogram.cumsum(0);
        return ((shares * sums).sum().DividedBy((double)Total(counts)), shares.detach());
    }

    private LossOutput Output(Tensor value, Tensor counts, Tensor shares, bool[] active)
    {
        double[] triplets = [.. counts.cpu().data<double>()];
        double[] weights = [.. shares.cpu().data<double>()];
        long Weighing(double least) => (long)triplets.Zip(weights, (count, weight) => weight > least ? count : 0).Sum();
        var telemetry = new LossTelemetry
        {
            Unit = TermUnit.Triplet,
            ValidTerms = Total(counts),
            ActiveTerms = Weighing(0),
            ActiveTermsAboveEpsilon = Weighing(LossTelemetry.Epsilon),
            SumOfTerms = Total(counts) * value.detach().to(ScalarType.Float64).item<double>(),
            MeanPositiveDistance = null,
            MeanNegativeDistance = null,
            ActiveSamples = active,
        };
        return new LossOutput([new LossTerms.Reduced("loss", value)], telemetry) { Mean = Reducer is MeanReducer ? null : value };
    }

    private static long Total(Tensor counts) => (long)counts.sum().item<double>();
}
