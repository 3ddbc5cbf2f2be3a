using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Reducers;
using DeepMetric.Sampling;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Lab.Runner.Replication;

/// <summary>Contrastive loss on drawn pairs, half of them positive, as the public code of arXiv 2510.02161 has it for retrieval: right, or with its broadcast.</summary>
/// <remarks>
/// <para>Right: y_i 0 for a positive and 1 for a negative pair, the mean of (1 − y) d² + y max(0, m − d)².</para>
/// <para>
/// With the broadcast, y of shape <c>[b]</c> is multiplied by d of shape <c>[b, 1]</c>, which gives every label with every distance: (1 − p) mean(d²) + p mean(max(0, m − d)²), p the share of
/// negative pairs. No pair meets its own label, so nothing about labels can be learnt; the least value, at d = p m for all pairs, is p (1 − p) m².
/// </para>
/// <para>Pairs are drawn anew for each batch, by the seed and the embeddings: each positive pair of the batch, and as many negative ones.</para>
/// </remarks>
public sealed class DrawnPairsLoss : MetricLoss
{
    /// <summary>The name of the right loss.</summary>
    public const string RightName = "contrastive-drawn-pairs";

    /// <summary>The name of the loss with the broadcast.</summary>
    public const string BroadcastName = "contrastive-broadcast";

    private readonly ulong _seed;
    private readonly bool _broadcast;

    /// <summary>Creates the loss.</summary>
    /// <param name="margin">The margin m.</param>
    /// <param name="broadcast">Whether labels meet every distance.</param>
    /// <param name="seed">Where pairs are drawn from.</param>
    public DrawnPairsLoss(double margin, bool broadcast, ulong seed)
        : base(new LpDistance(), new MeanReducer(), null, 1)
    {
        Margin = margin > 0 && double.IsFinite(margin) ? margin : throw new ArgumentException($"Expected a margin above 0, found {margin}.", nameof(margin));
        _broadcast = broadcast;
        _seed = seed;
    }

    /// <summary>The margin.</summary>
    public double Margin { get; }

    /// <summary>The names of the losses of this kind.</summary>
    public static IReadOnlyList<string> Names { get; } = [RightName, BroadcastName];

    /// <summary>The loss of a name; null for a name of another.</summary>
    /// <param name="name">The name.</param>
    /// <param name="options">Its options: <c>margin</c>, by default 1.</param>
    /// <param name="seed">Where pairs are drawn from.</param>
    /// <exception cref="ArgumentException">There is another option, or the margin is no number above 0.</exception>
    public static DrawnPairsLoss? Find(string name, JsonObject options, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!Names.Contains(name))
        {
            return null;
        }

        if (options.FirstOrDefault(option => option.Key != "margin") is { Key: { } other })
        {
            throw new ArgumentException($"Expected the option margin for {name}, found '{other}'.", nameof(options));
        }

        return new DrawnPairsLoss(MarginOf(name, options["margin"]), name == BroadcastName, seed);
    }

    /// <inheritdoc/>
    protected override LossOutput ComputeTerms(LossInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Pairs pairs = Draw(Pairs.All(input.Batch.Labels!, null, unordered: true, input.IgnoredLabel), input.Batch.RandomBy(_seed));
        int positives = pairs.Positives.Length;
        Tensor distances = Gather(input.Distances, [.. pairs.PositiveAnchors, .. pairs.NegativeAnchors], [.. pairs.Positives, .. pairs.Negatives]);
        Tensor near = distances * distances;
        Tensor hinge = distances.SubtractedFrom(Margin).relu();
        Tensor far = hinge * hinge;
        long total = distances.shape[0];
        double share = total == 0 ? 0 : (double)(total - positives) / total;
        Tensor values = _broadcast
            ? near.Times(1 - share).Plus(far.Times(share))
            : cat([near.narrow(0, 0, positives), far.narrow(0, positives, total - positives)]);
        double[] each = [.. values.detach().to(ScalarType.Float64).cpu().data<double>()];
        double[] known = [.. distances.detach().to(ScalarType.Float64).cpu().data<double>()];
        bool[] active = new bool[input.Batch.Count];
        int[] anchors = [.. pairs.PositiveAnchors, .. pairs.NegativeAnchors];
        int[] others = [.. pairs.Positives, .. pairs.Negatives];
        for (int pair = 0; pair < each.Length; pair++)
        {
            active[anchors[pair]] |= each[pair] > 0;
            active[others[pair]] |= each[pair] > 0;
        }

        var telemetry = new LossTelemetry
        {
            Unit = TermUnit.Pair,
            ValidTerms = total,
            ActiveTerms = each.Count(value => value > 0),
            ActiveTermsAboveEpsilon = each.Count(value => value > LossTelemetry.Epsilon),
            SumOfTerms = each.Sum(),
            Pairs = new DeepMetric.Losses.PairCounts(positives, each.Take(positives).Count(value => value > 0), total - positives, each.Skip(positives).Count(value => value > 0)),
            MeanPositiveDistance = positives == 0 ? null : known.Take(positives).Average(),
            MeanNegativeDistance = total == positives ? null : known.Skip(positives).Average(),
            ActiveSamples = active,
        };
        return new LossOutput([new LossTerms.Listed("pairs", values, anchors, others)], telemetry);
    }

    private static double MarginOf(string name, JsonNode? margin) => margin switch
    {
        null => 1,
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"Expected a number as the margin of {name}, found {margin.ToJsonString()}.", nameof(margin)),
    };

    private static Pairs Draw(Pairs all, SeededRandom random)
    {
        int count = Math.Min(all.Positives.Length, all.Negatives.Length);
        (int[] positiveAnchors, int[] positives) = Some(all.PositiveAnchors, all.Positives, count, random);
        (int[] negativeAnchors, int[] negatives) = Some(all.NegativeAnchors, all.Negatives, count, random);
        return new Pairs(positiveAnchors, positives, negativeAnchors, negatives);
    }

    private static (int[] Anchors, int[] Others) Some(int[] anchors, int[] others, int count, SeededRandom random)
    {
        int[] order = [.. Enumerable.Range(0, anchors.Length)];
        if (count < order.Length)
        {
            random.Shuffle<int>(order);
        }

        int[] chosen = order[..count];
        return (Array.ConvertAll(chosen, place => anchors[place]), Array.ConvertAll(chosen, place => others[place]));
    }

    private static Tensor Gather(Tensor matrix, int[] rows, int[] columns)
    {
        Tensor row = tensor(Array.ConvertAll(rows, index => (long)index), device: matrix.device);
        Tensor column = tensor(Array.ConvertAll(columns, index => (long)index), device: matrix.device);
        return matrix.reshape(-1).index_select(0, row.Times(matrix.shape[1]).Plus(column));
    }
}
