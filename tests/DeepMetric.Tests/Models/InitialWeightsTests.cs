using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using DeepMetric.Models;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Models;

public sealed class InitialWeightsTests
{
    /// <summary>Written down once; results of earlier comparisons depend on them.</summary>
    [Fact]
    public void Those_of_the_studys_nets_stay_the_same_to_the_bit()
    {
        using var mlp = new Mlp(6, 8, seed: 3);
        using var grey = new ConvNet(1, 28, 28, seed: 1);
        using var colour = new ConvNet(3, 9, 8, 5, seed: 7);
        Assert.Equal("bfdaabd0495ce8c0291061327231aa6651ccec2af1f48267fccbe4a99e507ed1", Hash(mlp));
        Assert.Equal("ba8b30358cb312f7886a8b2ff9c52f0b926397208f587b3e7b1b2df4e5119616", Hash(grey));
        Assert.Equal("8ffbc36413879b46c300020e64277d7abd1288d2c6cd48005e4e7157ebb1eb74", Hash(colour));
    }

    [Theory]
    [InlineData("resnet20", 32)]
    [InlineData("mobilenetv3-small", 32)]
    public void They_depend_on_the_seed_alone(string model, int side)
    {
        manual_seed(1);
        using EmbeddingNet first = ModelCatalog.Create(new() { Model = model }, [3, side, side], 5);
        manual_seed(2);
        using EmbeddingNet again = ModelCatalog.Create(new() { Model = model }, [3, side, side], 5);
        using EmbeddingNet other = ModelCatalog.Create(new() { Model = model }, [3, side, side], 6);
        using EmbeddingNet otherHead = ModelCatalog.Create(new() { Model = model, HeadHidden = [7] }, [3, side, side], 5);
        Assert.Equal(Hash(first), Hash(again));
        Assert.NotEqual(Hash(first), Hash(other));
        Assert.Equal(Hash(first, "trunk."), Hash(otherHead, "trunk."));
        Assert.NotEqual(Hash(first, "trunk."), Hash(other, "trunk."));
        Assert.NotEqual(Hash(first, "head."), Hash(other, "head."));
    }

    [Fact]
    public void Convolutions_are_normal_with_variance_2_over_fan_out()
    {
        using var trunk = new ResNetTrunk(18, seed: 1);
        CheckNormal(trunk, "layer4.1.conv2.weight", 512 * 9);
        CheckNormal(trunk, "layer2.0.downsample.0.weight", 128);
        CheckNormal(trunk, "conv1.weight", 64 * 49);
    }

    [Fact]
    public void A_transformers_are_torchvisions_distributions()
    {
        using var scope = NewDisposeScope();
        using var trunk = new VisionTransformerTrunk(new VisionTransformerShape("small", 8, 1, 4, 64, 256), 3, 32, 32, seed: 2);
        Dictionary<string, float[]> values = trunk.named_parameters().ToDictionary(named => named.name, named => named.parameter.data<float>().ToArray());
        const string Layer = "encoder.layers.encoder_layer_0";
        CheckUniform(values[$"{Layer}.self_attention.in_proj_weight"], Math.Sqrt(6.0 / (64 + 192)));
        CheckUniform(values[$"{Layer}.mlp.0.weight"], Math.Sqrt(6.0 / (64 + 256)));
        CheckUniform(values[$"{Layer}.self_attention.out_proj.weight"], 1.0 / 8);
        Assert.InRange(values["encoder.pos_embedding"].Average(value => value * value), 0.02 * 0.02 * 0.8, 0.02 * 0.02 * 1.2);
        Assert.InRange(values["conv_proj.weight"].Average(value => value * value) * 192, 0.95, 1.05);
        Assert.All(values["class_token"], value => Assert.Equal(0, value));
        Assert.All(values[$"{Layer}.mlp.3.bias"], value => Assert.InRange(Math.Abs(value), 1e-12, 1e-5));
        Assert.All(values[$"{Layer}.ln_1.weight"], value => Assert.Equal(1, value));
    }

    [Fact]
    public void A_transformers_depend_on_the_seed_alone()
    {
        var shape = new VisionTransformerShape("tiny", 8, 2, 2, 16, 32);
        manual_seed(1);
        using var first = new VisionTransformerTrunk(shape, 3, 32, 32, seed: 1);
        manual_seed(2);
        using var again = new VisionTransformerTrunk(shape, 3, 32, 32, seed: 1);
        using var other = new VisionTransformerTrunk(shape, 3, 32, 32, seed: 2);
        Assert.Equal(Hash(first), Hash(again));
        Assert.NotEqual(Hash(first), Hash(other));
        Assert.All(
            first.named_parameters().Zip(other.named_parameters()).Where(pair => pair.First.parameter.dim() >= 2 && pair.First.name != "class_token"),
            pair => Assert.NotEqual(pair.First.parameter.data<float>().ToArray(), pair.Second.parameter.data<float>().ToArray()));
    }

    private static void CheckNormal(ResNetTrunk trunk, string name, int fanOut)
    {
        using var scope = NewDisposeScope();
        double[] scaled = [.. trunk.get_parameter(name)!.contiguous().data<float>().ToArray().Select(value => value / Math.Sqrt(2.0 / fanOut))];
        double error = 5 / Math.Sqrt(scaled.Length);
        Assert.InRange(scaled.Average(), -error, error);
        Assert.InRange(scaled.Average(value => value * value), 1 - (Math.Sqrt(2) * error), 1 + (Math.Sqrt(2) * error));
        Assert.InRange(scaled.Count(value => Math.Abs(value) < 1) / (double)scaled.Length, 0.6827 - error, 0.6827 + error);
        Assert.InRange(scaled.Zip(scaled.Skip(1), (a, b) => a * b).Average(), -error, error);
    }

    private static void CheckUniform(float[] values, double bound)
    {
        Assert.All(values, value => Assert.InRange(value, -bound * 1.0000001, bound * 1.0000001));
        Assert.InRange(values.Average(value => value * value) / (bound * bound / 3), 0.95, 1.05);
    }

    private static string Hash(nn.Module net, string prefix = "")
    {
        using var scope = NewDisposeScope();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string name, var parameter) in net.named_parameters().Where(named => named.name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData(MemoryMarshal.AsBytes<float>(parameter.contiguous().data<float>().ToArray()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
