using System.ComponentModel.DataAnnotations;
using DeepMetric.Sampling;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DeepMetric.Models;

/// <summary>A trunk, the pooling of its feature map, and an embedding head.</summary>
/// <remarks>Names in its state: <c>trunk.</c> and the trunk's own, <c>pooling.p</c> (generalised mean only), <c>head.embedding.weight</c> and the like.</remarks>
public sealed class BackboneNet : EmbeddingNet
{
    private const string TrunkPrefix = nameof(trunk) + ".";

    private readonly Trunk trunk;
    private readonly FeaturePooling? pooling;
    private readonly EmbeddingHead head;

    /// <summary>Creates a net.</summary>
    /// <param name="trunk">The trunk, with whatever weights it has; owned by the net from now on.</param>
    /// <param name="options">Head, pooling and what is frozen.</param>
    /// <param name="seed">Decides the initial weights of the head.</param>
    /// <exception cref="ArgumentException">The generalised mean is asked of a trunk without a feature map.</exception>
    public BackboneNet(Trunk trunk, BackboneNetOptions? options = null, ulong seed = 0)
        : base(Checked(trunk, options).GetName(), (options ?? new()).EmbeddingSize, (options ?? new()).Normalize)
    {
        Options = options ?? new();
        this.trunk = trunk;
        pooling = !trunk.HasFeatureMap ? null : Options.Pooling == PoolingKind.Average ? new AveragePooling() : new GeneralizedMeanPooling();
        head = new EmbeddingHead(trunk.FeatureSize, EmbeddingSize, Options.HeadHidden, Options.HeadBatchNorm, SeededRandom.Derive(seed, "head"));
        RegisterComponents();
        IEnumerable<Parameter> frozen = Options.FreezeTrunk ? trunk.parameters() : Options.FreezeBatchNorm ? BatchNorms.SelectMany(norm => norm.parameters()) : [];
        foreach (Parameter parameter in frozen)
        {
            parameter.requires_grad = false;
        }

        train(training);
    }

    /// <summary>What the net was created with.</summary>
    public BackboneNetOptions Options { get; }

    /// <summary>The trunk.</summary>
    public Trunk Trunk => trunk;

    /// <summary>f, the length of the features before the head.</summary>
    public int FeatureSize => trunk.FeatureSize;

    /// <summary>Whether training leaves <see cref="Features"/> of an image as they are, so that they may be computed once: a frozen trunk, and no power to learn.</summary>
    public bool HasFixedFeatures => Options.FreezeTrunk && pooling is not GeneralizedMeanPooling;

    private IEnumerable<nn.Module> BatchNorms => trunk.modules().Where(module => module is BatchNorm);

    /// <summary>Computes what the head is given: the pooled features of images.</summary>
    /// <param name="images">Images, <c>[n, c, h, w]</c>.</param>
    /// <returns>Features, <c>[n, f]</c>.</returns>
    public Tensor Features(Tensor images)
    {
        using Tensor output = TrunkOutput(images);
        return pooling is null ? output.alias() : pooling.call(output);
    }

    /// <summary>Embeds features: <c>EmbedFeatures(Features(images))</c> is <c>call(images)</c>.</summary>
    /// <param name="features">Features, <c>[n, f]</c>.</param>
    /// <returns>Embeddings, <c>[n, d]</c>.</returns>
    public Tensor EmbedFeatures(Tensor features)
    {
        using Tensor embeddings = head.call(features);
        return Finish(embeddings);
    }

    /// <summary>Sets training or evaluation mode; what is frozen is in evaluation mode in both.</summary>
    /// <param name="train">Whether to train.</param>
    public override void train(bool train = true)
    {
        base.train(train);
        if (train && Options.FreezeTrunk)
        {
            trunk.train(false);
        }
        else if (train && Options.FreezeBatchNorm)
        {
            foreach (nn.Module norm in BatchNorms)
            {
                norm.train(false);
            }
        }
    }

    /// <inheritdoc/>
    protected override bool IsHead(string parameterName) => !parameterName.StartsWith(TrunkPrefix, StringComparison.Ordinal);

    /// <inheritdoc/>
    protected override Tensor Embed(Tensor input)
    {
        using Tensor features = Features(input);
        return head.call(features);
    }

    private Tensor TrunkOutput(Tensor images)
    {
        if (!Options.FreezeTrunk)
        {
            return trunk.call(images);
        }

        using var guard = no_grad();
        return trunk.call(images);
    }

    private static Trunk Checked(Trunk trunk, BackboneNetOptions? options)
    {
        ArgumentNullException.ThrowIfNull(trunk);
        options ??= new();
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        return trunk.HasFeatureMap || options.Pooling == PoolingKind.Average
            ? trunk
            : throw new ArgumentException($"{trunk.GetName()} gives features, not a feature map: there is nothing for {options.Pooling} to pool.", nameof(options));
    }
}
