using DeepMetric.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Models;

public sealed class TrunkTests
{
    private static readonly VisionTransformerShape Tiny = new("Tiny", 8, 2, 2, 16, 32);

    [Fact]
    public void Feature_maps_have_the_stated_sizes()
    {
        Check(new CifarResNetTrunk(), 32, 64, 8);
        Check(new ResNetTrunk(18), 32, 512, 1);
        Check(new ResNetTrunk(18), 64, 512, 2);
        Check(new ResNetTrunk(18, stem: ResNetStem.ThreeByThree), 32, 512, 4);
        Check(new MobileNetV3SmallTrunk(), 64, 576, 2);

        static void Check(Trunk trunk, int side, int features, int places)
        {
            using var scope = NewDisposeScope();
            using var guard = no_grad();
            using (trunk)
            {
                trunk.eval();
                Assert.True(trunk.HasFeatureMap);
                Assert.Equal(features, trunk.FeatureSize);
                Assert.Equal([2L, features, places, places], trunk.call(HashedTensors.Images(2, side)).shape);
            }
        }
    }

    [Fact]
    public void Shortcuts_of_a_small_ResNet_take_every_second_place_and_put_zeros_around_the_channels()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var trunk = new CifarResNetTrunk();
        foreach ((string name, Parameter parameter) in trunk.named_parameters())
        {
            if (name.Contains(".bn2.", StringComparison.Ordinal))
            {
                parameter.zero_();
            }
        }

        trunk.eval();
        Tensor images = HashedTensors.Images(2, 32);
        Tensor stem = nn.functional.conv2d(images, trunk.get_parameter("conv1.weight")!, padding: [1, 1]).relu() / Math.Sqrt(1 + 1e-5);
        Tensor found = trunk.call(images);
        Tensor kept = stem.slice(2, 0, 32, 4).slice(3, 0, 32, 4);
        Assert.True(found.slice(1, 24, 40, 1).allclose(kept, 1e-4, 1e-5));
        Assert.True(kept.sum().ToDouble() > 1);
        Assert.Equal(0, found.slice(1, 0, 24, 1).abs().sum().ToDouble() + found.slice(1, 40, 64, 1).abs().sum().ToDouble());
    }

    [Fact]
    public void Layouts_of_the_images_do_not_matter_and_images_stay_as_they_are()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var trunk = new CifarResNetTrunk(1);
        trunk.eval();
        Tensor images = HashedTensors.Images(4, 16);
        Tensor before = images.clone();
        Tensor last = images.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        Assert.NotEqual(images.stride(), last.stride());
        Assert.True(trunk.call(images).allclose(trunk.call(last), 0, 0));
        Assert.True(images.allclose(before, 0, 0));
    }

    [Theory]
    [InlineData("resnet20")]
    [InlineData("resnet50-3x3")]
    [InlineData("mobilenet")]
    [InlineData("transformer")]
    public void Gradients_are_those_of_differences_in_double(string name)
    {
        using var scope = NewDisposeScope();
        using Trunk trunk = Create(name);
        trunk.to(ScalarType.Float64);
        trunk.train();
        Tensor images = HashedTensors.Images(4, name == "resnet50-3x3" ? 16 : 32).to(ScalarType.Float64);
        Tensor coefficients = HashedTensors.Create("loss", [4, trunk.FeatureSize], 1).to(ScalarType.Float64);
        Parameter[] parameters = [.. trunk.parameters()];
        Tensor[] directions = [.. parameters.Select((parameter, i) => HashedTensors.Create($"direction {i}", parameter.shape, 1).to(ScalarType.Float64) * parameter.detach().norm() / Math.Sqrt(parameter.numel()))];
        Loss().backward();
        double slope = parameters.Zip(directions, (parameter, direction) => (parameter.grad! * direction).sum().ToDouble()).Sum();

        // Small, for the kinks of ReLU: what a step crosses grows with it.
        const double Step = 1e-9;
        double difference = (Moved(Step) - Moved(-Step)) / (2 * Step);
        Assert.True(Math.Abs(slope) > 1e-3);
        Assert.True(Math.Abs(slope - difference) < 1e-4 * Math.Max(1, Math.Abs(slope)), $"{slope} against {difference}");

        Tensor Loss()
        {
            Tensor output = trunk.call(images);
            return ((trunk.HasFeatureMap ? output.mean([2, 3]) : output) * coefficients).sum();
        }

        double Moved(double step)
        {
            using var inner = NewDisposeScope();
            using var guard = no_grad();
            foreach ((Parameter parameter, Tensor direction) in parameters.Zip(directions))
            {
                parameter.add_(direction * step);
            }

            double loss = Loss().ToDouble();
            foreach ((Parameter parameter, Tensor direction) in parameters.Zip(directions))
            {
                parameter.sub_(direction * step);
            }

            return loss;
        }
    }

    [Theory]
    [InlineData("resnet20")]
    [InlineData("resnet50-3x3")]
    [InlineData("mobilenet")]
    [InlineData("transformer")]
    public void Nothing_is_leaked_in_training_and_evaluation(string name)
    {
        long empty = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (Trunk trunk = Create(name))
        using (Tensor images = HashedTensors.Images(2, 32))
        {
            long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            foreach (bool training in (bool[])[true, false])
            {
                trunk.train(training);
                using var guard = training ? null : no_grad();
                using (Tensor output = trunk.call(images))
                {
                    Assert.Equal(training, output.requires_grad);
                    Assert.Equal(before + 1, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
                }

                Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
            }
        }

        Assert.Equal(empty, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_trunk_outlives_the_scope_that_it_was_created_in()
    {
        Trunk trunk;
        using (NewDisposeScope())
        {
            trunk = Create("transformer");
        }

        using (trunk)
        using (Tensor images = HashedTensors.Images(2, 32))
        using (Tensor output = trunk.call(images))
        {
            Assert.Equal([2L, 16], output.shape);
        }
    }

    [Fact]
    public void Other_items_than_its_images_are_refused()
    {
        using var scope = NewDisposeScope();
        using Trunk resnet = Create("resnet20");
        using Trunk transformer = Create("transformer");
        Refused("Expected images [n, 3, h, w], found [2, 1, 32, 32].", () => resnet.call(zeros(2, 1, 32, 32)));
        Refused("Expected images [n, 3, h, w], found [2, 3, 32].", () => resnet.call(zeros(2, 3, 32)));
        Refused("Expected images of 32 x 32, found 32 x 40.", () => transformer.call(zeros(2, 3, 32, 40)));
        Refused("multiples of 8, found 30 x 32", () => _ = new VisionTransformerTrunk(Tiny, 3, 30, 32));
        Refused("multiple of the heads", () => _ = new VisionTransformerTrunk(Tiny with { Heads = 3 }, 3, 32, 32));
        Refused("found 101", () => _ = new ResNetTrunk(101));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CifarResNetTrunk(0));

        static void Refused(string expected, Action act) => Assert.Contains(expected, Assert.Throws<ArgumentException>(act).Message, StringComparison.Ordinal);
    }

    private static Trunk Create(string name) => name switch
    {
        "resnet20" => new CifarResNetTrunk(seed: 1),
        "resnet50-3x3" => new ResNetTrunk(50, stem: ResNetStem.ThreeByThree, seed: 1),
        "mobilenet" => new MobileNetV3SmallTrunk(seed: 1),
        _ => new VisionTransformerTrunk(Tiny, 3, 32, 32, seed: 1),
    };
}
