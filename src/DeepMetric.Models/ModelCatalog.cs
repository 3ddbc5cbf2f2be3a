using DeepMetric.Sampling;

namespace DeepMetric.Models;

/// <summary>The nets by name.</summary>
public static class ModelCatalog
{
    /// <summary>The name of <see cref="DeepMetric.Models.Mlp"/>.</summary>
    public const string Mlp = "mlp";

    /// <summary>The name of <see cref="DeepMetric.Models.ConvNet"/>.</summary>
    public const string ConvNet = "convnet";

    private static readonly OrderedDictionary<string, BackboneEntry> Backbones = new()
    {
        ["resnet20"] = new(64, 4, 1, (channels, _, _, seed) => new CifarResNetTrunk(3, channels, seed)),
        ["resnet18"] = ResNet(18, ResNetStem.SevenBySeven),
        ["resnet34"] = ResNet(34, ResNetStem.SevenBySeven),
        ["resnet50"] = ResNet(50, ResNetStem.SevenBySeven),
        ["resnet18-3x3"] = ResNet(18, ResNetStem.ThreeByThree),
        ["resnet34-3x3"] = ResNet(34, ResNetStem.ThreeByThree),
        ["resnet50-3x3"] = ResNet(50, ResNetStem.ThreeByThree),
        ["mobilenetv3-small"] = new(128, 32, 1, (channels, _, _, seed) => new MobileNetV3SmallTrunk(channels, seed)),
        ["vit-s16"] = Transformer(VisionTransformerShape.S16),
        ["vit-b32"] = Transformer(VisionTransformerShape.B32),
    };

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [Mlp, ConvNet, .. Backbones.Keys];

    /// <summary>The net that the study would take for items of a shape: a ConvNet for images, an MLP for vectors.</summary>
    public static string DefaultFor(IReadOnlyList<int> itemShape) => itemShape.Count == 3 ? ConvNet : Mlp;

    /// <summary>The embedding size that a net has unless something else is asked for: the study's 32 for an MLP and 64 for a ConvNet, 64 for ResNet-20, 128 for the others.</summary>
    /// <exception cref="ArgumentException">The name is not known.</exception>
    public static int DefaultEmbeddingSize(string model) => model switch
    {
        Mlp => 32,
        ConvNet => 64,
        _ => Backbone(model).EmbeddingSize,
    };

    /// <summary>Creates a net for items of a shape.</summary>
    /// <param name="model">A name of this catalogue.</param>
    /// <param name="itemShape">The shape of an item, channels first.</param>
    /// <param name="embeddingSize">Dimensions of the embedding.</param>
    /// <param name="seed">Decides the initial weights.</param>
    /// <exception cref="ArgumentException">The name is not known, or the net does not take such items.</exception>
    public static EmbeddingNet Create(string model, IReadOnlyList<int> itemShape, int embeddingSize, ulong seed) =>
        Create(new ModelOptions { Model = model, EmbeddingSize = embeddingSize }, itemShape, seed);

    /// <summary>Creates a net for items of a shape.</summary>
    /// <param name="options">Which net, and how it is set up.</param>
    /// <param name="itemShape">The shape of an item, channels first; a backbone is built for the channels it says.</param>
    /// <param name="seed">Decides the initial weights.</param>
    /// <exception cref="ArgumentException">The name is not known, or the net does not take such items or options.</exception>
    public static EmbeddingNet Create(ModelOptions options, IReadOnlyList<int> itemShape, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(itemShape);
        int embeddingSize = options.EmbeddingSize ?? DefaultEmbeddingSize(options.Model);
        return options.Model switch
        {
            Mlp => Small(new Mlp(itemShape.Aggregate(1, (product, size) => product * size), embeddingSize, seed, options.Normalize), options),
            ConvNet => CreateConvNet(options, itemShape, embeddingSize, seed),
            _ => CreateBackbone(options, itemShape, embeddingSize, seed),
        };
    }

    private static EmbeddingNet CreateConvNet(ModelOptions options, IReadOnlyList<int> itemShape, int embeddingSize, ulong seed)
    {
        (int channels, int height, int width) = ImageShape(ConvNet, itemShape);
        return Small(new ConvNet(channels, height, width, embeddingSize, seed, options.Normalize), options);
    }

    private static BackboneNet CreateBackbone(ModelOptions options, IReadOnlyList<int> itemShape, int embeddingSize, ulong seed)
    {
        BackboneEntry entry = Backbone(options.Model);
        (int channels, int height, int width) = ImageShape(options.Model, itemShape);
        if (Math.Min(height, width) < entry.LeastSide)
        {
            throw new ArgumentException($"{options.Model} takes images of at least {entry.LeastSide} x {entry.LeastSide} pixels, found {height} x {width}.", nameof(itemShape));
        }

        if (height % entry.Patch != 0 || width % entry.Patch != 0)
        {
            throw new ArgumentException($"{options.Model} takes images whose height and width are multiples of {entry.Patch} pixels, found {height} x {width}.", nameof(itemShape));
        }

        var backbone = new BackboneNetOptions
        {
            EmbeddingSize = embeddingSize,
            Pooling = options.Pooling,
            HeadHidden = options.HeadHidden,
            HeadBatchNorm = options.HeadBatchNorm,
            Normalize = options.Normalize,
            FreezeTrunk = options.FreezeTrunk,
            FreezeBatchNorm = options.FreezeBatchNorm,
        };
        return new BackboneNet(entry.Create(channels, height, width, SeededRandom.Derive(seed, "trunk")), backbone, seed);
    }

    private static EmbeddingNet Small(EmbeddingNet net, ModelOptions options)
    {
        if (options.Pooling != PoolingKind.Average || options.HeadHidden.Count > 0)
        {
            net.Dispose();
            throw new ArgumentException($"{options.Model} has neither a pooling nor a head to choose; the backbones have: {string.Join(", ", Backbones.Keys)}.", nameof(options));
        }

        if (options.FreezeTrunk)
        {
            foreach (var parameter in net.ParameterGroups.Where(group => group.Name == ParameterGroup.Trunk).SelectMany(group => group.Parameters))
            {
                parameter.requires_grad = false;
            }
        }

        return net;
    }

    private static (int Channels, int Height, int Width) ImageShape(string model, IReadOnlyList<int> itemShape) =>
        itemShape is [int channels and > 0, int height and > 0, int width and > 0]
            ? (channels, height, width)
            : throw new ArgumentException($"A {model} takes images [channels, height, width], found items of shape [{string.Join(", ", itemShape)}].", nameof(itemShape));

    private static BackboneEntry Backbone(string model) => Backbones.TryGetValue(model, out BackboneEntry? entry)
        ? entry
        : throw new ArgumentException($"Expected one of {string.Join(", ", Names)}, found '{model}'.", nameof(model));

    private static BackboneEntry ResNet(int depth, ResNetStem stem) =>
        new(128, stem == ResNetStem.SevenBySeven ? 32 : 8, 1, (channels, _, _, seed) => new ResNetTrunk(depth, channels, stem, seed));

    private static BackboneEntry Transformer(VisionTransformerShape shape) =>
        new(128, shape.Patch, shape.Patch, (channels, height, width, seed) => new VisionTransformerTrunk(shape, channels, height, width, seed));
}
