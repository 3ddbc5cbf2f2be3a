using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses.Kernels;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using DeepMetric.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>What can be set on a <see cref="ManifoldLoss"/>.</summary>
public sealed record ManifoldLossOptions
{
    /// <summary>The groups that classes are dealt to at random, each with one proxy; 0, or more than there are classes, for a proxy per class.</summary>
    /// <value>Default 0.</value>
    [Range(0, int.MaxValue)]
    public int MetaClasses { get; init; }

    /// <summary>How much the similarity with proxies along the manifold counts; 0 to leave it out.</summary>
    /// <value>Default 1.</value>
    [Range(0.0, double.MaxValue)]
    public double IntrinsicWeight { get; init; } = 1;

    /// <summary>λ: how much it counts that an item and its proxy see the batch alike; 0 to leave it out.</summary>
    /// <value>Default 1.</value>
    [Range(0.0, double.MaxValue)]
    public double ContextWeight { get; init; } = 1;

    /// <summary>α: the share of similarity that the walk hands on from neighbour to neighbour.</summary>
    /// <value>Default 0.8.</value>
    [Range(0.0, 0.9999)]
    public double Alpha { get; init; } = 0.8;

    /// <summary>How much more similar than to any other proxy an item is asked to be to its own.</summary>
    /// <value>Default 0.0005.</value>
    [Range(0.0, double.MaxValue)]
    public double Margin { get; init; } = 5e-4;
}

/// <summary>Compares items and proxies along the manifold that the batch spans: by a random walk on the graph of their similarities.</summary>
/// <remarks>
/// <para>Formula: S_uv = exp(2 max(0, s(u, v))) between all u ≠ v among items and proxies, S̄ = D^(−1/2) S D^(−1/2) with D its row sums, F = (1 − α)(I − α S̄)^(−1). Per item i
/// with proxy y: ln(1 + Σ_k exp(F_ik − F_iy + m)) + λ ln(1 + Σ_k exp(c_ik − c_iy + m)), c_ik the cosine of the rows of F of item i and proxy k, both sums over
/// the other proxies whose exponent is not negative; their mean over the items.</para>
/// <para>When: small batches of many classes whose items lie on curved manifolds; it costs a matrix inverse per step.</para>
/// <para>Cost: O((n + K)²) memory and O((n + K)³) time for K proxies, and K d weights.</para>
/// <para>Paper: Aziere and Todorovic, "Ensemble Deep Manifold Similarity Learning using Hard Proxies", CVPR 2019.</para>
/// <para>Differs from it: one learner, not an ensemble of them on different meta-classes (seeds give different ones); a term jumps from 0 to at least ln 2 where its
/// first exponent reaches 0, as in PyTorch Metric Learning, and the gradient does not see the jump.</para>
/// </remarks>
public sealed class ManifoldLoss : ClassWeightLoss
{
    private readonly int[] _proxyOf;

    /// <summary>Creates the loss.</summary>
    /// <param name="dimensions">The classes, the embedding size and the seed of the meta-classes and of the weights <c>proxies [proxy, embedding]</c>, drawn from the standard normal distribution.</param>
    /// <param name="options">Meta-classes, weights of the two parts, alpha and margin.</param>
    /// <param name="distance">A similarity; by default the cosine.</param>
    /// <param name="regularizer">A penalty on the embeddings.</param>
    /// <param name="regularizerWeight">What the penalty is multiplied by.</param>
    /// <exception cref="ArgumentException">The distance is no similarity.</exception>
    public ManifoldLoss(
        LossDimensions dimensions, ManifoldLossOptions? options = null, Distance? distance = null, Regularizer? regularizer = null, double regularizerWeight = 1)
        : base(dimensions, distance ?? new CosineSimilarity(), new MeanReducer(), regularizer, regularizerWeight)
    {
        if (!Distance.IsSimilarity)
        {
            throw new ArgumentException($"Expected a similarity, found {Distance.GetType().Name}.", nameof(distance));
        }

        Options = OptionChecks.Checked(options ?? new());
        Proxies = Options.MetaClasses == 0 ? dimensions.Classes : Math.Min(Options.MetaClasses, dimensions.Classes);
        _proxyOf = Deal(dimensions, Proxies);
        LearnRows("proxies", seed => InitialWeights.Normal(Proxies, dimensions.EmbeddingSize, seed));
    }

    /// <summary>What is set.</summary>
    public ManifoldLossOptions Options { get; }

    /// <summary>The number of proxies, K.</summary>
    public int Proxies { get; }

    /// <summary>The proxy of each class.</summary>
    public IReadOnlyList<int> ProxyOf => _proxyOf;

    /// <inheritdoc/>
    private protected override bool TakesTuples => false;

    /// <summary>The plain similarity with the proxy of every class; the walk needs a whole batch.</summary>
    private protected override Tensor ComputeLogits(Tensor embeddings, Tensor centers) =>
        Distance.Matrix(embeddings, centers).index_select(1, ProxiesOf([.. Enumerable.Range(0, Dimensions.Classes)], embeddings.device));

    /// <inheritdoc/>
    private protected override (IReadOnlyList<LossTerms.Listed> Parts, LossTelemetry Telemetry) ComputeParts(ClassItems items, Tensor centers, EmbeddingBatch batch)
    {
        Tensor values = items.Rows.Length == 0 ? items.Embeddings.sum(1) : Terms(items, centers);
        LossTerms.Listed[] parts = [new("loss", values, items.Rows)];
        (double? own, double? others) = items.Means(ComputeLogits(items.Embeddings.detach(), centers.detach()));
        return (parts, ListedTelemetry.Of(TermUnit.Sample, parts, null, batch) with { MeanPositiveDistance = own, MeanNegativeDistance = others });
    }

    private Tensor Terms(ClassItems items, Tensor centers)
    {
        long count = items.Rows.Length;
        Tensor seen = Walk(Balanced(cat([items.Embeddings, centers])));
        Tensor own = ProxiesOf(items.Classes, seen.device);
        Tensor values = zeros(count, seen.dtype, seen.device);
        if (Options.IntrinsicWeight > 0)
        {
            values = values.Plus(Violations(seen.narrow(0, 0, count).narrow(1, count, Proxies), own).Times(Options.IntrinsicWeight));
        }

        if (Options.ContextWeight > 0)
        {
            Tensor rows = nn.functional.normalize(seen, p: 2, dim: 1);
            values = values.Plus(Violations(rows.narrow(0, 0, count).mm(rows.narrow(0, count, Proxies).t()), own).Times(Options.ContextWeight));
        }

        return values;
    }

    /// <summary>S̄, <c>[n + K, n + K]</c>, without what its gradient does not need.</summary>
    private Tensor Balanced(Tensor points)
    {
        using var scope = NewDisposeScope();
        Tensor self = eye(points.shape[0], dtype: ScalarType.Bool, device: points.device);

        // ln S̄ from ln S, so that nothing overflows.
        Tensor edges = Distance.Matrix(points, points).clamp(Scalars.Of(0)).Times(2).masked_fill(self, Scalars.Of(double.NegativeInfinity));
        Tensor degrees = edges.logsumexp(1).DividedBy(2);
        return edges.Minus(degrees.unsqueeze(0)).Minus(degrees.unsqueeze(1)).exp().MoveToOuterDisposeScope();
    }

    /// <summary>F, <c>[n + K, n + K]</c>.</summary>
    private Tensor Walk(Tensor balanced)
    {
        using var scope = NewDisposeScope();
        Tensor steps = eye(balanced.shape[0], dtype: balanced.dtype, device: balanced.device).Minus(balanced.Times(Options.Alpha));
        return linalg.inv(steps).Times(1 - Options.Alpha).MoveToOuterDisposeScope();
    }

    /// <summary>ln(1 + Σ_k exp(x_ik − x_iy + m)) over the other proxies whose exponent is not negative.</summary>
    private Tensor Violations(Tensor similarities, Tensor own)
    {
        Tensor exponents = similarities.Minus(similarities.gather(1, own.unsqueeze(1))).Plus(Options.Margin);
        Tensor others = nn.functional.one_hot(own, Proxies) == Scalars.Of(0);
        Tensor chosen = others & (exponents >= Scalars.Of(0));
        return MaskedRows.Sum(MaskedRows.Fill(exponents, chosen, 0).exp(), chosen).log1p();
    }

    private Tensor ProxiesOf(int[] classes, Device device) => tensor(Array.ConvertAll(classes, label => (long)_proxyOf[label]), device: device);

    private static int[] Deal(LossDimensions dimensions, int proxies)
    {
        int[] order = [.. Enumerable.Range(0, dimensions.Classes)];
        if (proxies < dimensions.Classes)
        {
            new SeededRandom(SeededRandom.Derive(dimensions.Seed, "meta classes")).Shuffle(order.AsSpan());
        }

        int[] proxyOf = new int[dimensions.Classes];
        for (int i = 0; i < order.Length; i++)
        {
            proxyOf[order[i]] = i % proxies;
        }

        return proxyOf;
    }
}
