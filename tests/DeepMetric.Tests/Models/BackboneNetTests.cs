using DeepMetric.Models;
using DeepMetric.Samplers;
using DeepMetric.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Models;

public sealed class BackboneNetTests
{
    [Fact]
    public void Frozen_batch_norm_stays_as_it_is_in_training_and_convolutions_learn()
    {
        using var scope = NewDisposeScope();
        using var net = new BackboneNet(new CifarResNetTrunk(1), new() { FreezeBatchNorm = true, HeadHidden = [8], HeadBatchNorm = true }, 1);
        using nn.Module outer = nn.Sequential(("net", net));
        outer.eval();
        outer.train();
        Assert.All(Norms(net), norm => Assert.Equal(norm is BatchNorm1d, norm.training));
        Assert.True(net.training);
        Dictionary<string, float[]> before = State(net);
        Step(net, net.ParameterGroups.SelectMany(group => group.Parameters));
        Dictionary<string, float[]> after = State(net);
        string[] same = [.. before.Keys.Where(name => before[name].SequenceEqual(after[name]))];
        Assert.Equal(before.Keys.Where(name => name.StartsWith("trunk.", StringComparison.Ordinal) && name.Contains("bn", StringComparison.Ordinal)).Order(), same.Order());
        Assert.Equal(5 * 7, same.Length);
        outer.eval();
        Assert.All(Norms(net), norm => Assert.False(norm.training));
    }

    [Fact]
    public void Batch_norm_that_is_not_frozen_moves()
    {
        using var scope = NewDisposeScope();
        using var net = new BackboneNet(new CifarResNetTrunk(1), seed: 1);
        net.train();
        Dictionary<string, float[]> before = State(net);
        Step(net, net.parameters());
        Dictionary<string, float[]> after = State(net);
        Assert.All(before.Keys, name => Assert.False(before[name].SequenceEqual(after[name]), name));
    }

    [Fact]
    public void A_frozen_trunk_gets_no_gradient_and_does_not_move_and_the_head_learns()
    {
        using var scope = NewDisposeScope();
        using var net = new BackboneNet(new CifarResNetTrunk(1), new() { FreezeTrunk = true }, 1);
        net.train();
        Assert.Equal([ParameterGroup.Head], net.ParameterGroups.Select(group => group.Name));
        Dictionary<string, float[]> before = State(net);
        Step(net, net.parameters());
        Dictionary<string, float[]> after = State(net);
        Assert.All(before.Keys, name => Assert.Equal(name.StartsWith("trunk.", StringComparison.Ordinal), before[name].SequenceEqual(after[name])));
        Assert.All(net.named_parameters(), named => Assert.Equal(named.name.StartsWith("trunk.", StringComparison.Ordinal), named.parameter.grad is null));
        Assert.True(net.HasFixedFeatures);
        Tensor images = HashedTensors.Images(4, 16);
        Tensor training = net.Features(images);
        Assert.False(training.requires_grad);
        net.eval();
        Assert.True(training.allclose(net.Features(images), 0, 0));
    }

    [Fact]
    public void Features_are_fixed_only_where_nothing_before_the_head_learns()
    {
        using var free = new BackboneNet(new CifarResNetTrunk(1));
        using var power = new BackboneNet(new CifarResNetTrunk(1), new() { FreezeTrunk = true, Pooling = PoolingKind.GeneralizedMean });
        Assert.False(free.HasFixedFeatures);
        Assert.False(power.HasFixedFeatures);
        Assert.Contains("pooling.p", power.named_parameters().Where(named => named.parameter.requires_grad).Select(named => named.name));
    }

    [Theory]
    [InlineData(PoolingKind.Average, true)]
    [InlineData(PoolingKind.GeneralizedMean, false)]
    public void Embedding_features_is_embedding_images(PoolingKind pooling, bool normalize)
    {
        using var scope = NewDisposeScope();
        using var net = new BackboneNet(new CifarResNetTrunk(1), new() { Pooling = pooling, Normalize = normalize, HeadHidden = [9, 7], EmbeddingSize = 5 }, 1);
        net.eval();
        Tensor images = HashedTensors.Images(3, 16);
        Tensor features = net.Features(images);
        Assert.Equal([3L, net.FeatureSize], features.shape);
        Assert.True(net.call(images).allclose(net.EmbedFeatures(features), 0, 0));
        Assert.Equal(normalize, net.call(images).norm(1).allclose(ones(3), 1e-4));
    }

    [Fact]
    public void Groups_divide_the_parameters_into_trunk_and_head()
    {
        Check(ModelCatalog.Create("mlp", [6], 4, 1), ["layers.embedding.weight", "layers.embedding.bias"]);
        Check(ModelCatalog.Create("convnet", [3, 8, 8], 4, 1), ["layers.embedding.weight", "layers.embedding.bias"]);
        Check(ModelCatalog.Create(new() { Model = "resnet20", Pooling = PoolingKind.GeneralizedMean }, [3, 8, 8], 1), ["head.embedding.weight", "head.embedding.bias", "pooling.p"]);
        Check(ModelCatalog.Create(new() { Model = "convnet", FreezeTrunk = true }, [3, 8, 8], 1), ["layers.embedding.weight", "layers.embedding.bias"], [ParameterGroup.Head]);

        static void Check(EmbeddingNet net, string[] head, string[]? groups = null)
        {
            using (net)
            {
                Assert.Equal(groups ?? [ParameterGroup.Trunk, ParameterGroup.Head], net.ParameterGroups.Select(group => group.Name));
                Dictionary<IntPtr, string> names = net.named_parameters().Where(named => named.parameter.requires_grad).ToDictionary(named => named.parameter.Handle, named => named.name);
                Assert.Equal(head.Order(), net.ParameterGroups[^1].Parameters.Select(parameter => names[parameter.Handle]).Order());
                Assert.Equal(names.Keys.Order(), net.ParameterGroups.SelectMany(group => group.Parameters).Select(parameter => parameter.Handle).Order());
            }
        }
    }

    [Theory]
    [InlineData(PoolingKind.Average, false)]
    [InlineData(PoolingKind.GeneralizedMean, true)]
    public void Nothing_is_leaked(PoolingKind pooling, bool batchNorm)
    {
        long empty = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var net = new BackboneNet(new CifarResNetTrunk(1), new() { Pooling = pooling, HeadHidden = [6], HeadBatchNorm = batchNorm }, 1))
        using (Tensor images = HashedTensors.Images(3, 16))
        {
            long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            foreach (bool training in (bool[])[true, false])
            {
                net.train(training);
                using (Tensor embeddings = net.call(images))
                {
                    Assert.Equal(before + 1, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
                }

                using (Tensor features = net.Features(images))
                using (Tensor embeddings = net.EmbedFeatures(features))
                {
                    Assert.Equal(before + 2, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
                }

                Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
            }
        }

        Assert.Equal(empty, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_ResNet_20_learns_a_handful_of_images_by_heart()
    {
        using var scope = NewDisposeScope();
        using EmbeddingNet net = ModelCatalog.Create(new() { Model = "resnet20", EmbeddingSize = 4, Normalize = false }, [3, 16, 16], 1);
        using var optimizer = optim.Adam(net.parameters(), 0.01);
        Tensor images = HashedTensors.Images(16, 16);
        Tensor labels = arange(16).remainder(4);
        net.train();
        double first = 0;
        double last = 0;
        for (int step = 0; step < 30; step++)
        {
            using var inner = NewDisposeScope();
            Tensor loss = nn.functional.cross_entropy(net.call(images), labels);
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
            last = loss.ToDouble();
            first = step == 0 ? last : first;
        }

        Assert.InRange(first, 0.7, 5);
        Assert.True(last < 0.1, $"{first} to {last}");
    }

    [Fact]
    public void A_training_goes_on_from_a_checkpoint_with_the_same_numbers()
    {
        float[] values;
        using (Tensor images = HashedTensors.Images(8, 16))
        {
            values = images.data<float>().ToArray();
        }

        var items = new InMemoryItems(values, [3, 16, 16], [0, 0, 1, 1, 2, 2, 3, 3]);
        double[] undisturbed = Train(items, 0, out byte[] expected);
        double[] resumed = Train(items, 2, out byte[] found);
        Assert.Equal(undisturbed, resumed);
        Assert.Equal(expected, found);
    }

    private static double[] Train(TrainingItems items, int stop, out byte[] end)
    {
        var losses = new List<double>();
        byte[]? saved = null;
        foreach (int until in (int[])[stop, int.MaxValue])
        {
            using EmbeddingNet net = ModelCatalog.Create(new() { Model = "resnet20", FreezeBatchNorm = false, Pooling = PoolingKind.GeneralizedMean }, [3, 16, 16], 1);
            using var trainer = new Trainer(net, new DeepMetric.Losses.TripletMarginLoss(), items, new ClassBalancedSampler(items.Labels, 4, 2, seed: 9), new() { Epochs = 5 });
            if (saved is not null)
            {
                string path = Path.GetTempFileName();
                try
                {
                    File.WriteAllBytes(path, saved);
                    using Checkpoint from = Checkpoint.Read(path);
                    trainer.Restore(from);
                }
                finally
                {
                    File.Delete(path);
                }
            }

            if (until > 0)
            {
                foreach (TrainingEvent.StepDone step in trainer.Run(TestContext.Current.CancellationToken).OfType<TrainingEvent.StepDone>())
                {
                    losses.Add(step.Loss);
                    if (step.Step == until)
                    {
                        break;
                    }
                }
            }

            using Checkpoint checkpoint = trainer.Save();
            using var stream = new MemoryStream();
            checkpoint.Write(stream);
            saved = stream.ToArray();
        }

        end = saved!;
        return [.. losses];
    }

    private static void Step(BackboneNet net, IEnumerable<Parameter> parameters)
    {
        using var optimizer = optim.SGD(parameters, 0.1);
        net.call(HashedTensors.Images(6, 16)).slice(1, 0, 5, 1).square().sum().backward();
        optimizer.step();
    }

    private static IEnumerable<BatchNorm> Norms(nn.Module net) => net.modules().OfType<BatchNorm>();

    private static Dictionary<string, float[]> State(nn.Module net) =>
        net.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.detach().to(ScalarType.Float32).contiguous().data<float>().ToArray());
}
