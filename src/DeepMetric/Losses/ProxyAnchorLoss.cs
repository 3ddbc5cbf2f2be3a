using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on a <see cref="ProxyAnchorLoss"/>.</summary>
public sealed record ProxyAnchorLossOptions
{
    /// <summary>How far similarities of positives are asked to be above 0, and those of negatives below.</summary>
    /// <value>Default 0.1.</value>
    [Range(0.0, double.MaxValue)]
    public double Margin { get; init; } = 0.1;

    /// <summary>What similarities are multiplied by: the larger, the more the hardest items count.</summary>
    /// <value>Default 32.</value>
    [Range(1e-6, double.MaxValue)]
    public double Alpha { get; init; } = 32;
}

/// <summary>Takes a learned proxy of each class as the anchor, pulls the batch's items of its class to it and pushes all others away, the hardest most.</summary>
/// <remarks>
/// <para>Formula: per class c with proxy p_c ln(1 + Σ_{x of c} exp(−α (s(x, p_c) − m))) as a positive term and ln(1 + Σ_{x not of c} exp(α (s(x, p_c) + m))) as a
/// negative one, s the similarity; the positive terms are averaged over the classes in the batch, the negative ones over all classes.</para>
/// <para>When: the first choice among losses with proxies: it converges fast, and unlike ProxyNCA it looks at relations between the items of a batch.</para>
/// <para>Cost: O(n C) memory and O(n C d) time for C classes, and C d weights.</para>
/// <para>Paper: Kim et al., "Proxy Anchor Loss for Deep Metric Learning", CVPR 2020.</para>
/// <para>Differs from it: given index tuples, an item's exponent is lowered by 1 minus its weight, as in PyTorch Metric Learning; the paper knows no tuples. A term
/// belongs to a class, not to an item: it counts as active by the norm of its gradient with respect to the similarities. With a distance in place of a similarity
/// its sign is changed.</para>
/// </remarks>
public sealed class ProxyAnchorLoss : ClassWeightLoss
{
    /// <summary>Creates the loss.</summary>
    /// <param name="dimensions">The classes, the embedding size and the seed of the weights <c>proxies [class, embedding]</c>, normal with deviation √(2 / classes).</param>
    /// <param name="options">The margin and alpha.</param>
    /// <param name="distance">By default the cosine similarity.</param>
    /// <param name="reducer">By default the sum over the divisors of the formula.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    public ProxyAnchorLoss(
        LossDimensions dimensions,
        ProxyAnchorLossOptions? options = null,
        Distance? distance = null,
        Reducer? reducer = null,
        Regularizer? regularizer = null,
        double regularizerWeight = 1)
        : base(dimensions, distance ?? new CosineSimilarity(), reducer ?? new DivisorReducer(), regularizer, regularizerWeight)
    {
        Options = OptionChecks.Checked(options ?? new());
        LearnRows("proxies", seed => InitialWeights.Normal(dimensions.Classes, dimensions.EmbeddingSize, seed, Math.Sqrt(2.0 / dimensions.Classes)));
    }

    /// <summary>What is set.</summary>
    public ProxyAnchorLossOptions Options { get; }

    /// <summary>The distance or similarity to every proxy.</summary>
    private protected override Tensor ComputeLogits(Tensor embeddings, Tensor centers) => Distance.Matrix(embeddings, centers);

    /// <inheritdoc/>
    private protected override (IReadOnlyList<LossTerms.Listed> Parts, LossTelemetry Telemetry) ComputeParts(ClassItems items, Tensor centers, EmbeddingBatch batch)
    {
        int classes = Dimensions.Classes;
        Tensor distances = Distance.Matrix(centers, items.Embeddings);
        Tensor positive = TensorArithmetic.Range(classes, distances.device).unsqueeze(1) == items.Labels.unsqueeze(0);
        int[] all = [.. Enumerable.Range(0, classes)];
        (Tensor pull, Tensor push) = Terms(distances, positive, items);
        LossTerms.Listed[] parts =
        [
            new("positive", pull, all) { Divisor = items.Classes.Distinct().Count(), OfClasses = true },
            new("negative", push, all) { Divisor = classes, OfClasses = true },
        ];
        return (parts, Telemetry(parts, distances.detach(), positive, items, batch));
    }

    private (Tensor Pull, Tensor Push) Terms(Tensor distances, Tensor positive, ClassItems items)
    {
        if (items.Rows.Length == 0)
        {
            return (distances.sum(1), distances.sum(1));
        }

        Tensor similarities = Distance.IsSimilarity ? distances : -distances;
        double sign = Distance.IsSimilarity ? 1 : -1;
        Tensor pull = similarities.Minus(sign * Options.Margin).Times(-Options.Alpha);
        Tensor push = similarities.Plus(sign * Options.Margin).Times(Options.Alpha);
        if (items.Weights is { } weights)
        {
            (pull, push) = (pull.Plus(weights.Minus(1)), push.Plus(weights.Minus(1)));
        }

        return (LogOnePlusSum(pull, positive), LogOnePlusSum(push, positive.logical_not()));
    }

    private static Tensor LogOnePlusSum(Tensor exponents, Tensor mask)
    {
        Tensor sum = MaskedRows.LogSumExp(exponents, mask);
        return sum.logaddexp(zeros_like(sum));
    }

    // A term's column of similarities is its own, so the gradient of the sum of all positive (or negative) terms has theirs as its rows.
    private LossTelemetry Telemetry(LossTerms.Listed[] parts, Tensor distances, Tensor positive, ClassItems items, EmbeddingBatch batch)
    {
        bool[] active = new bool[batch.Count];
        double[] pullNorms = new double[Dimensions.Classes];
        double[] pushNorms = new double[Dimensions.Classes];
        if (items.Rows.Length > 0)
        {
            using var enabled = enable_grad();
            using var scope = NewDisposeScope();
            Tensor leaf = distances.requires_grad_();
            (Tensor pull, Tensor push) = Terms(leaf, positive, items);
            Tensor pullGradient = autograd.grad([pull.sum()], [leaf])[0];
            Tensor pushGradient = autograd.grad([push.sum()], [leaf])[0];
            pullNorms = Norms(pullGradient, 1);
            pushNorms = Norms(pushGradient, 1);
            double[] itemNorms = Norms(cat([pullGradient, pushGradient]), 0);
            for (int i = 0; i < items.Rows.Length; i++)
            {
                active[items.Rows[i]] = itemNorms[i] > 0;
            }
        }

        (double? own, double? others) = items.Means(distances.detach().t());
        return ListedTelemetry.Of(TermUnit.Class, parts, [pullNorms, pushNorms], active) with { MeanPositiveDistance = own, MeanNegativeDistance = others };
    }

    private static double[] Norms(Tensor gradient, int dimension) => [.. gradient.norm(dimension).to(ScalarType.Float64).cpu().data<double>()];
}
