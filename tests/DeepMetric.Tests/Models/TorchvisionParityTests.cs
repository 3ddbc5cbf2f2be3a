using DeepMetric.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Models;

/// <summary>The trunks compute what torchvision 0.14 computes for the same weights and images.</summary>
public sealed class TorchvisionParityTests
{
    private const double Tolerance = 1e-4;

    /// <summary>Wider: where the input of a ReLU is within rounding of 0, float32 and the reference's double may stand on different sides of it.</summary>
    private const double GradientTolerance = 1e-3;

    [Theory]
    [InlineData("resnet18")]
    [InlineData("resnet34")]
    [InlineData("resnet50")]
    [InlineData("mobilenetv3-small")]
    [InlineData("vit-b32")]
    [InlineData("vit-s16")]
    public void Features_in_evaluation_mode_are_torchvisions(string model)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        TorchvisionReference reference = TorchvisionReference.Read(model);
        using Trunk trunk = Create(model, reference.Size);
        HashedTensors.Fill(trunk, reference.Gain);
        trunk.eval();
        double difference = TorchvisionReference.Difference(reference.Outputs, Features(trunk, reference).data<float>().ToArray());
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"{model}: {difference:E2}"));
        Assert.True(difference < Tolerance, FormattableString.Invariant($"{model}: {difference:E2}"));
    }

    [Fact]
    public void A_ResNet_in_training_mode_has_torchvisions_features_gradients_and_running_means()
    {
        using var scope = NewDisposeScope();
        TorchvisionReference reference = TorchvisionReference.Read("resnet18-train");
        using var trunk = new ResNetTrunk(18);
        HashedTensors.Fill(trunk, reference.Gain);
        trunk.train();
        Tensor features = Features(trunk, reference);
        Tensor loss = (features * HashedTensors.Create("loss", features.shape, 1.0 / features.numel())).sum();
        loss.backward();
        Dictionary<string, double> differences = new()
        {
            ["features"] = TorchvisionReference.Difference(reference.Outputs, features.data<float>().ToArray()),
            ["loss"] = Math.Abs(loss.ToDouble() - reference.Loss) / Math.Abs(reference.Loss),
            ["running mean"] = TorchvisionReference.Difference(reference.RunningMean!, trunk.state_dict()["layer4.1.bn2.running_mean"].data<float>().ToArray()),
        };
        foreach ((string name, TorchvisionReference.Gradient expected) in reference.Gradients!)
        {
            Tensor gradient = trunk.get_parameter(name)!.grad!.contiguous().flatten();
            double norm = gradient.norm().ToDouble();
            differences[$"norm of {name}"] = Math.Abs(norm - expected.Norm) / expected.Norm;
            double scale = expected.Norm / Math.Sqrt(gradient.numel());
            differences[$"first of {name}"] = expected.First.Zip(gradient.slice(0, 0, 8, 1).data<float>().ToArray(), (a, b) => Math.Abs((double)a - b)).Max() / Math.Max(scale, expected.First.Max(Math.Abs));
        }

        string found = string.Join(", ", differences.Select(difference => FormattableString.Invariant($"{difference.Key} {difference.Value:E2}")));
        TestContext.Current.TestOutputHelper?.WriteLine(found);
        Assert.Equal(3 + (2 * 6), differences.Count);
        Assert.All(differences, difference => Assert.True(difference.Value < (difference.Key.Contains(" of ", StringComparison.Ordinal) ? GradientTolerance : Tolerance), found));
    }

    private static Tensor Features(Trunk trunk, TorchvisionReference reference)
    {
        Tensor output = trunk.call(HashedTensors.Images(reference.Count, reference.Size));
        return trunk.HasFeatureMap ? new AveragePooling().call(output) : output;
    }

    private static Trunk Create(string model, int size) => model switch
    {
        "resnet18" => new ResNetTrunk(18),
        "resnet34" => new ResNetTrunk(34),
        "resnet50" => new ResNetTrunk(50),
        "mobilenetv3-small" => new MobileNetV3SmallTrunk(),
        "vit-b32" => new VisionTransformerTrunk(VisionTransformerShape.B32, 3, size, size),
        _ => new VisionTransformerTrunk(VisionTransformerShape.S16, 3, size, size),
    };
}
