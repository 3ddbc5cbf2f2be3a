using DeepMetric.Losses;
using DeepMetric.Models;
using DeepMetric.Samplers;
using DeepMetric.Sampling;
using DeepMetric.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Training;

public sealed class TrainerTests
{
    [Theory]
    [InlineData("contrastive")]
    [InlineData("triplet")]
    public void A_training_that_was_interrupted_anywhere_ends_with_the_same_numbers(string loss)
    {
        TrainingItems items = Clusters(seed: 1);
        (double[] undisturbed, byte[] weights) = Train(loss, items, stopAfter: []);
        for (int stop = 1; stop < undisturbed.Length; stop += 3)
        {
            (double[] losses, byte[] resumed) = Train(loss, items, stopAfter: [stop, stop + 2]);
            Assert.Equal(undisturbed, losses);
            Assert.Equal(weights, resumed);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_loss_with_weights_and_state_goes_on_from_a_checkpoint_with_the_same_numbers(bool mixed)
    {
        TrainingItems items = Clusters(seed: 1);
        MetricLoss Create()
        {
            var own = new MemoryProxyLoss(new LossDimensions(4, 8) { Seed = 5 });
            return mixed ? new MixtureLoss([new("proxies", 1, own), new("triplet", 0.5, new TripletMarginLoss())]) : own;
        }

        (double[] undisturbed, byte[] saved) = Train(Create, items, stopAfter: []);
        Assert.Equal(12, undisturbed.Length);
        for (int stop = 1; stop < undisturbed.Length; stop += 2)
        {
            (double[] losses, byte[] resumed) = Train(Create, items, stopAfter: [stop, stop + 1]);
            Assert.Equal(undisturbed, losses);
            Assert.Equal(saved, resumed);
        }
    }

    [Fact]
    public void What_a_loss_learns_moves_at_its_own_rate_and_counts_in_no_norm()
    {
        TrainingItems items = Clusters(seed: 1);
        (double Norm, double? Update, float[] Proxies, float[] Net) Step(double rate, double? largest)
        {
            using var net = new Mlp(6, 8, seed: 3);
            using var loss = new MemoryProxyLoss(new LossDimensions(4, 8) { Seed = 5 });
            using var trainer = new Trainer(net, loss, items, Sampler(items), new() { LearningRate = 1e-3, LossRate = rate, UpdateNormEvery = 1, LargestGradientNorm = largest });
            TrainingEvent.StepDone step = trainer.Run(TestContext.Current.CancellationToken).OfType<TrainingEvent.StepDone>().First();
            return (step.GradientNorm, step.UpdateNorm, loss.Weights.Learned["proxies"].data<float>().ToArray(), Flat(net));
        }

        using var initial = new MemoryProxyLoss(new LossDimensions(4, 8) { Seed = 5 });
        float[] before = initial.Weights.Learned["proxies"].data<float>().ToArray();
        (double norm, double? update, float[] proxies, float[] weights) = Step(10, null);
        (double slowNorm, double? slowUpdate, float[] slow, float[] same) = Step(1, null);

        // Adam's first step is the rate, whatever the gradient: 0.01 against 0.001.
        Assert.Equal(0.01, proxies.Zip(before, (after, first) => Math.Abs(after - first)).Max(), 1e-4);
        Assert.Equal(0.001, slow.Zip(before, (after, first) => Math.Abs(after - first)).Max(), 1e-5);
        Assert.Equal((norm, update), (slowNorm, slowUpdate));
        Assert.Equal(weights, same);

        // A bound on the gradient is one on the net's.
        Assert.Equal(proxies, Step(10, 1e-3).Proxies);
    }

    [Fact]
    public void What_a_wrapped_loss_learns_is_trained_and_saved_with_what_the_wrapper_keeps()
    {
        TrainingItems items = Clusters(seed: 1);
        MetricLoss Create() => new CrossBatchMemory(new MemoryProxyLoss(new LossDimensions(4, 8)), 8, memorySize: 20);
        (double[] undisturbed, byte[] saved) = Train(Create, items, stopAfter: []);
        (double[] losses, byte[] resumed) = Train(Create, items, stopAfter: [4, 7]);
        Assert.Equal(undisturbed, losses);
        Assert.Equal(saved, resumed);

        using MetricLoss loss = Create();
        using var net = new Mlp(6, 8, seed: 3);
        float before = loss.Inner["loss"].Weights.Learned.Values.First().data<float>()[0];
        using var trainer = new Trainer(net, loss, items, Sampler(items));
        Assert.NotEmpty(trainer.Run(TestContext.Current.CancellationToken));
        Assert.NotEqual(before, loss.Inner["loss"].Weights.Learned.Values.First().data<float>()[0]);
    }

    [Fact]
    public void A_checkpoint_of_another_loss_is_refused()
    {
        TrainingItems items = Clusters(seed: 1);
        using var net = new Mlp(6, 8, seed: 1);
        using var loss = new MemoryProxyLoss(new LossDimensions(4, 8));
        using var first = new Trainer(net, loss, items, Sampler(items));
        using var second = new Trainer(net, new ContrastiveLoss(), items, Sampler(items));
        using Checkpoint with = first.Save();
        using Checkpoint without = second.Save();
        Assert.Throws<InvalidDataException>(() => second.Restore(with));
        Assert.Contains("loss.proxies", Assert.Throws<InvalidDataException>(() => first.Restore(without)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Both_losses_start_from_the_same_weights_and_see_the_same_batches()
    {
        using var first = new Mlp(6, 8, seed: 3);
        using var second = new Mlp(6, 8, seed: 3);
        using var third = new Mlp(6, 8, seed: 4);
        Assert.Equal(Flat(first), Flat(second));
        Assert.NotEqual(Flat(first), Flat(third));
    }

    [Theory]
    [InlineData("contrastive")]
    [InlineData("triplet")]
    public void Training_learns_and_shuffled_labels_do_not(string loss)
    {
        TrainingItems items = Clusters(seed: 2);
        long[] shuffled = [.. items.Labels];
        new SeededRandom(5).Shuffle<long>(shuffled);
        (double[] learned, _) = Train(loss, items, [], epochs: 30);
        (double[] notLearned, _) = Train(loss, Clusters(seed: 2, shuffled), [], epochs: 30);
        Assert.True(learned[^1] < 0.25 * learned[0], $"{learned[0]} to {learned[^1]}");
        Assert.True(notLearned[^1] > 0.5 * notLearned[0], $"{notLearned[0]} to {notLearned[^1]}");
    }

    [Fact]
    public void Embeddings_that_are_no_longer_finite_are_told_with_the_step()
    {
        var items = new InMemoryItems([.. Enumerable.Range(0, 48 * 6).Select(i => i % 7 * 1e38f)], [6], Clusters(seed: 1).Labels);
        using var net = new Mlp(6, 8, seed: 1, normalize: false);
        using var trainer = new Trainer(net, new ContrastiveLoss(), items, Sampler(items));
        TrainingDivergedException problem = Assert.Throws<TrainingDivergedException>(() => trainer.Run(TestContext.Current.CancellationToken).Count());
        Assert.Contains("step 1", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancelling_stops_between_steps()
    {
        TrainingItems items = Clusters(seed: 1);
        using var net = new Mlp(6, 8, seed: 1);
        using var trainer = new Trainer(net, new ContrastiveLoss(), items, Sampler(items), new() { Epochs = 5 });
        using var cancellation = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (TrainingEvent _ in trainer.Run(cancellation.Token))
            {
                cancellation.Cancel();
            }
        });
        Assert.Equal(1, trainer.Step);
    }

    [Fact]
    public void A_checkpoint_of_another_net_is_refused()
    {
        TrainingItems items = Clusters(seed: 1);
        using var small = new Mlp(6, 8, seed: 1);
        using var large = new Mlp(6, 9, seed: 1);
        using var first = new Trainer(small, new ContrastiveLoss(), items, Sampler(items));
        using var second = new Trainer(large, new ContrastiveLoss(), items, Sampler(items));
        using Checkpoint checkpoint = first.Save();
        Assert.Throws<InvalidDataException>(() => second.Restore(checkpoint));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void No_tensor_is_leaked_by_steps(bool hasWeights)
    {
        TrainingItems items = Clusters(seed: 1);
        using var net = new Mlp(6, 8, seed: 1);
        using MetricLoss loss = hasWeights ? new MemoryProxyLoss(new LossDimensions(4, 8)) : new TripletMarginLoss();
        using var trainer = new Trainer(net, loss, items, Sampler(items), new() { Epochs = 20, UpdateNormEvery = 2 });
        using IEnumerator<TrainingEvent> events = trainer.Run(TestContext.Current.CancellationToken).GetEnumerator();
        for (int i = 0; i < 5; i++)
        {
            events.MoveNext();
        }

        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 20; i++)
        {
            Assert.True(events.MoveNext());
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static (double[] Losses, byte[] Weights) Train(string loss, TrainingItems items, int[] stopAfter, int epochs = 3) =>
        Train(() => LossCatalog.Create(loss, new LossSetting(LossForm.AuthorCode)), items, stopAfter, epochs);

    private static (double[] Losses, byte[] Weights) Train(Func<MetricLoss> create, TrainingItems items, int[] stopAfter, int epochs = 3)
    {
        var losses = new List<double>();
        byte[]? saved = null;
        string path = Path.GetTempFileName();
        try
        {
            for (int part = 0; part <= stopAfter.Length; part++)
            {
                using var net = new Mlp(6, 8, seed: 3);
                using MetricLoss loss = create();
                using var trainer = new Trainer(net, loss, items, Sampler(items), new() { Epochs = epochs, LearningRate = 0.01 });
                if (saved is not null)
                {
                    File.WriteAllBytes(path, saved);
                    using Checkpoint from = Checkpoint.Read(path);
                    trainer.Restore(from);
                }

                foreach (TrainingEvent e in trainer.Run(TestContext.Current.CancellationToken))
                {
                    if (e is TrainingEvent.StepDone step)
                    {
                        losses.Add(step.Loss);
                        if (part < stopAfter.Length && step.Step == stopAfter[part])
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
        }
        finally
        {
            File.Delete(path);
        }

        return ([.. losses], saved!);
    }

    private static ClassBalancedSampler Sampler(TrainingItems items) => new(items.Labels, 3, 4, seed: 9);

    private static InMemoryItems Clusters(int seed, long[]? labels = null)
    {
        var random = new SeededRandom((ulong)seed);
        float[] values = new float[48 * 6];
        for (int i = 0; i < values.Length; i++)
        {
            int item = i / 6;
            values[i] = (float)((random.NextGaussian() * 0.3) + (i % 6 == item % 4 ? 2 : 0));
        }

        return new InMemoryItems(values, [6], labels ?? [.. Enumerable.Range(0, 48).Select(item => (long)(item % 4))]);
    }

    private static float[] Flat(nn.Module net) => [.. net.parameters().SelectMany(parameter => parameter.data<float>().ToArray())];
}
