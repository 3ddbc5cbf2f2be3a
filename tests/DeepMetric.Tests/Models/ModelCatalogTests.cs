using DeepMetric.Models;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Models;

public sealed class ModelCatalogTests
{
    public static TheoryData<string> Models => [.. ModelCatalog.Names];

    [Fact]
    public void Its_names_are_these() => Assert.Equal(
        ["mlp", "convnet", "resnet20", "resnet18", "resnet34", "resnet50", "resnet18-3x3", "resnet34-3x3", "resnet50-3x3", "mobilenetv3-small", "vit-s16", "vit-b32"],
        ModelCatalog.Names);

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_net_embeds_in_its_default_size_with_unit_norm(string model)
    {
        using var scope = NewDisposeScope();
        using EmbeddingNet net = ModelCatalog.Create(new() { Model = model }, [3, 32, 32], 1);
        int expected = model switch { "mlp" => 32, "convnet" or "resnet20" => 64, _ => 128 };
        net.eval();
        Tensor embeddings = net.call(HashedTensors.Images(2, 32));
        Assert.Equal(expected, ModelCatalog.DefaultEmbeddingSize(model));
        Assert.Equal(expected, net.EmbeddingSize);
        Assert.Equal([2L, expected], embeddings.shape);
        Assert.All(embeddings.norm(1).data<float>().ToArray(), norm => Assert.Equal(1, norm, 1e-5f));
        Assert.NotEqual(embeddings[0].data<float>().ToArray(), embeddings[1].data<float>().ToArray());
    }

    /// <summary>torchvision 0.14's numbers without its classifiers (ViT-S/16: timm's), and the paper's 0.27 million with the classifier for ResNet-20.</summary>
    [Theory]
    [InlineData("resnet20", 269_722 - 650)]
    [InlineData("resnet18", 11_689_512 - 513_000)]
    [InlineData("resnet18-3x3", 11_689_512 - 513_000 - (64 * 3 * (49 - 9)))]
    [InlineData("resnet34", 21_797_672 - 513_000)]
    [InlineData("resnet50", 25_557_032 - 2_049_000)]
    [InlineData("mobilenetv3-small", 2_542_856 - (577 * 1024) - 1_025_000)]
    [InlineData("vit-s16", 22_050_664 - 385_000)]
    public void Numbers_of_parameters_are_the_published_ones(string model, long expected)
    {
        using EmbeddingNet net = ModelCatalog.Create(model, [3, 224, 224], 8, 1);
        Assert.Equal(expected, net.ParameterGroups[0].Parameters.Sum(parameter => parameter.numel()));
    }

    [Theory]
    [InlineData("convnet")]
    [InlineData("resnet20")]
    [InlineData("resnet18")]
    [InlineData("mobilenetv3-small")]
    [InlineData("vit-s16")]
    public void Grey_images_and_sides_that_differ_are_taken(string model)
    {
        using var scope = NewDisposeScope();
        using EmbeddingNet net = ModelCatalog.Create(model, [1, 32, 48], 10, 1);
        net.eval();
        Assert.Equal([3L, 10], net.call(rand(3, 1, 32, 48)).shape);
    }

    [Fact]
    public void What_a_net_cannot_take_is_refused_with_what_it_takes()
    {
        Refused("resnet18 takes images of at least 32 x 32 pixels, found 28 x 31.", () => ModelCatalog.Create("resnet18", [3, 28, 31], 8, 1));
        Refused("resnet50-3x3 takes images of at least 8 x 8 pixels, found 7 x 32.", () => ModelCatalog.Create("resnet50-3x3", [3, 7, 32], 8, 1));
        Refused("vit-b32 takes images whose height and width are multiples of 32 pixels, found 64 x 100.", () => ModelCatalog.Create("vit-b32", [3, 64, 100], 8, 1));
        Refused("A resnet20 takes images [channels, height, width], found items of shape [64].", () => ModelCatalog.Create("resnet20", [64], 8, 1));
        Refused("A convnet takes images [channels, height, width], found items of shape [64].", () => ModelCatalog.Create("convnet", [64], 8, 1));
        Refused("found 'resnet19'", () => ModelCatalog.Create("resnet19", [3, 32, 32], 8, 1));
        Refused("found 'resnet19'", () => ModelCatalog.DefaultEmbeddingSize("resnet19"));
        Refused("mlp has neither a pooling nor a head to choose", () => ModelCatalog.Create(new() { Model = "mlp", HeadHidden = [3] }, [64], 1));
        Refused("gives features, not a feature map", () => ModelCatalog.Create(new() { Model = "vit-s16", Pooling = PoolingKind.GeneralizedMean }, [3, 32, 32], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ModelCatalog.Create(new() { Model = "resnet20", HeadHidden = [0] }, [3, 32, 32], 1));
        Assert.ThrowsAny<Exception>(() => ModelCatalog.Create("resnet20", [3, 32, 32], 0, 1));
    }

    [Fact]
    public void Options_reach_the_net()
    {
        var options = new ModelOptions
        {
            Model = "resnet20",
            EmbeddingSize = 10,
            Pooling = PoolingKind.GeneralizedMean,
            HeadHidden = [20, 30],
            HeadBatchNorm = true,
            Normalize = false,
            FreezeTrunk = true,
            FreezeBatchNorm = true,
        };
        using var net = (BackboneNet)ModelCatalog.Create(options, [3, 32, 32], 1);
        var expected = new BackboneNetOptions
        {
            EmbeddingSize = 10,
            Pooling = PoolingKind.GeneralizedMean,
            HeadHidden = options.HeadHidden,
            HeadBatchNorm = true,
            Normalize = false,
            FreezeTrunk = true,
            FreezeBatchNorm = true,
        };
        Assert.Equal(expected, net.Options);
        string[] head = [.. net.state_dict().Keys.Where(name => !name.StartsWith("trunk.", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        Assert.Equal(
            [
                "head.embedding.bias", "head.embedding.weight", "head.hidden0.weight", "head.hidden1.weight", "head.norm0.bias", "head.norm0.num_batches_tracked",
                "head.norm0.running_mean", "head.norm0.running_var", "head.norm0.weight", "head.norm1.bias", "head.norm1.num_batches_tracked", "head.norm1.running_mean",
                "head.norm1.running_var", "head.norm1.weight", "pooling.p",
            ],
            head);
    }

    private static void Refused(string expected, Action create) =>
        Assert.Contains(expected, Assert.Throws<ArgumentException>(create).Message, StringComparison.Ordinal);
}
