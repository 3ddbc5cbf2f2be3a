using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Sampling;
using DeepMetric.Tuples;

namespace DeepMetric.Miners;

/// <summary>What can be set on a <see cref="DistanceWeightedMiner"/>.</summary>
public sealed record DistanceWeightedMinerOptions
{
    /// <summary>Smaller distances weigh as much as this one, so that near duplicates do not take all draws.</summary>
    /// <value>Default 0.5.</value>
    [Range(1e-6, 2d)]
    public double Cutoff { get; init; } = 0.5;

    /// <summary>Negatives at this distance or beyond are never drawn: they have no loss.</summary>
    /// <value>Default 1.4.</value>
    [Range(0d, double.MaxValue)]
    public double NonzeroLossCutoff { get; init; } = 1.4;
}

/// <summary>Draws negatives so that their distances spread evenly, where a uniform draw would give almost only negatives at √2.</summary>
/// <remarks>
/// <para>Formula: Pr(n | a) ∝ 1 / q(max(d_an, cutoff)) for d_an below the cutoff of nonzero loss, q(d) = d^(D−2) (1 − d² / 4)^((D−3)/2) the density of distances on
/// the unit sphere in D dimensions. As many triplets per anchor as the reference has items of its class, each with a uniformly drawn positive.</para>
/// <para>When: with the margin loss, and with embeddings of many dimensions, where random negatives are all alike.</para>
/// <para>Cost: O(n²) memory and O(n² d) time. It draws.</para>
/// <para>Paper: Wu et al., "Sampling Matters in Deep Embedding Learning", ICCV 2017.</para>
/// <para>Differs from it: the uniformly drawn positive, where the paper takes every pair of anchor and positive once.</para>
/// </remarks>
public sealed class DistanceWeightedMiner : Miner
{
    /// <summary>Creates the miner; its distance is the Euclidean one of normalised embeddings, on which the density rests.</summary>
    /// <param name="options">The cutoffs.</param>
    public DistanceWeightedMiner(DistanceWeightedMinerOptions? options = null)
        : base(new LpDistance())
    {
        Options = OptionChecks.Checked(options ?? new());
    }

    /// <summary>What is set.</summary>
    public DistanceWeightedMinerOptions Options { get; }

    /// <inheritdoc/>
    protected override bool DrawsItself => true;

    /// <inheritdoc/>
    protected override Triplets Choose(MinerInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var triplets = new TripletList();
        int self = input.Batch.FirstSelf is null ? 0 : 1;
        input.ForEachAnchor(row =>
        {
            double[] probabilities = Probabilities(row, (int)input.Batch.Embeddings.shape[1]);
            int[] candidates = [.. Enumerable.Range(0, probabilities.Length).Where(i => probabilities[i] > 0)];
            if (row.Positives.Length == 0 || candidates.Length == 0)
            {
                return;
            }

            var choice = new WeightedChoice(candidates.Select(i => probabilities[i]));
            for (int draw = 0; draw < row.Positives.Length + self; draw++)
            {
                int positive = row.Positives[input.Random!.NextInt(row.Positives.Length)];
                triplets.Add(row.Anchor, positive, row.Negatives[candidates[choice.Next(input.Random)]]);
            }
        });
        return triplets.ToTriplets();
    }

    /// <summary>How likely each negative of an anchor is, in order; zeros where there is no candidate.</summary>
    internal double[] Probabilities(MinerRow row, int dimensions)
    {
        double[] weights = new double[row.Negatives.Length];
        double largest = double.NegativeInfinity;
        for (int i = 0; i < weights.Length; i++)
        {
            double distance = Math.Max(row.Distances[row.Negatives[i]], Options.Cutoff);
            double logarithm = ((2 - dimensions) * Math.Log(distance)) - ((dimensions - 3) / 2.0 * Math.Log(1 - (0.25 * distance * distance)));
            weights[i] = double.IsFinite(logarithm) && distance < Options.NonzeroLossCutoff ? logarithm : double.NegativeInfinity;
            largest = Math.Max(largest, weights[i]);
        }

        if (double.IsNegativeInfinity(largest))
        {
            return new double[weights.Length];
        }

        weights = Array.ConvertAll(weights, weight => Math.Exp(weight - largest));
        double sum = weights.Sum();
        return Array.ConvertAll(weights, weight => weight / sum);
    }
}
