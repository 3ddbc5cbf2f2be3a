using System.Collections.Concurrent;
using System.Diagnostics;
using DeepMetric.Losses;
using DeepMetric.Models;
using DeepMetric.Samplers;
using DeepMetric.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Training;

public sealed class BatchFeedTests
{
    // So wide that batches are read by several threads.
    private const int Width = 40_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Batches_come_in_their_order_with_the_values_of_their_items_and_epoch()
    {
        var items = new NumberedItems(30, Width);
        (int? Epoch, int[] Places)[] batches =
        [
            .. Enumerable.Range(0, 12).Select(i => ((int?)(i % 3), (int[])[.. Enumerable.Range(i, 2 + (i % 4))])), (null, [29]), (null, [4, 3, 2, 1]),
        ];
        int next = 0;
        foreach (Batch batch in BatchFeed.Of(items, batches, CPU, waiting: null, Cancellation))
        {
            (int? epoch, int[] places) = batches[next++];
            Assert.Equal(places, batch.Items);
            Assert.Equal([places.Length, Width], batch.Values.shape);
            float[] expected = [.. places.SelectMany(place => Enumerable.Range(0, Width).Select(i => NumberedItems.Value(place, epoch, i)))];
            Assert.True(expected.AsSpan().SequenceEqual(batch.Values.data<float>().ToArray()), $"batch {next}");
        }

        Assert.Equal(batches.Length, next);
    }

    [Fact]
    public void Memory_is_used_again_and_given_back()
    {
        long start = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var pointers = new HashSet<nint>();
        int batches = 0;
        foreach (Batch batch in BatchFeed.Of(new NumberedItems(8, 10), Enumerable.Repeat(((int?)null, (int[])[1, 2, 3]), 100), CPU, waiting: null, Cancellation))
        {
            pointers.Add(batch.Values.Handle);
            batches++;
        }

        Assert.Equal(100, batches);
        Assert.InRange(pointers.Count, 1, 4);
        Assert.Equal(start, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_scope_of_the_caller_does_not_free_what_is_still_read()
    {
        var items = new NumberedItems(8, 10);
        using IEnumerator<Batch> feed = BatchFeed.Of(items, Enumerable.Range(0, 20).Select(i => ((int?)null, (int[])[i % 8])), CPU, waiting: null, Cancellation).GetEnumerator();
        for (int i = 0; i < 20; i++)
        {
            using var scope = NewDisposeScope();
            Assert.True(feed.MoveNext());
            Assert.Equal(NumberedItems.Value(i % 8, null, 3), feed.Current.Values[0, 3].item<float>());
        }

        Assert.False(feed.MoveNext());
    }

    [Fact]
    public void An_item_that_cannot_be_read_ends_the_feed_at_its_turn_and_nothing_leaks()
    {
        long start = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var items = new NumberedItems(8, Width) { Unreadable = 5 };
        int given = 0;
        IOException problem = Assert.Throws<IOException>(() =>
        {
            foreach (Batch _ in BatchFeed.Of(items, Enumerable.Range(0, 8).Select(i => ((int?)null, (int[])[i, (i + 7) % 8])), CPU, waiting: null, Cancellation))
            {
                given++;
            }
        });
        Assert.Equal("item 5", problem.Message);
        Assert.Equal(5, given);
        Assert.Equal(start, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void The_next_epoch_is_read_while_the_one_before_is_evaluated()
    {
        var items = new NumberedItems(8, 6);
        using var net = new Mlp(6, 8, seed: 1);
        using var trainer = new Trainer(net, new TripletMarginLoss(), items, new ClassBalancedSampler(items.Labels, 2, 2, seed: 1), new() { Epochs = 2 });
        foreach (TrainingEvent step in trainer.Run(Cancellation))
        {
            if (step is TrainingEvent.EpochDone { Epoch: 1 })
            {
                Assert.True(SpinWait.SpinUntil(() => items.Read(2), TimeSpan.FromSeconds(30)));
            }
        }

        Assert.Equal(2 * (8 / 4), trainer.Step);
    }

    [Fact]
    public void The_time_for_which_steps_wait_is_counted()
    {
        TimeSpan Waited(TimeSpan reading)
        {
            var items = new NumberedItems(8, 6) { Reading = reading };
            using var net = new Mlp(6, 8, seed: 1);
            using var trainer = new Trainer(net, new TripletMarginLoss(), items, new ClassBalancedSampler(items.Labels, 2, 2, seed: 1), new() { Epochs = 5 });
            Assert.Equal(TimeSpan.Zero, trainer.Waited);
            var clock = Stopwatch.StartNew();
            Assert.Equal(15, trainer.Run(Cancellation).Count());
            Assert.InRange(trainer.Waited, TimeSpan.Zero, clock.Elapsed);
            return trainer.Waited;
        }

        // The first batch of four items cannot be there earlier.
        Assert.InRange(Waited(TimeSpan.FromMilliseconds(10)), TimeSpan.FromMilliseconds(40), TimeSpan.MaxValue);
        Waited(TimeSpan.Zero);
    }

    /// <summary>Items whose values tell place, epoch and position.</summary>
    private sealed class NumberedItems(int count, int width) : TrainingItems([width], [.. Enumerable.Range(0, count).Select(i => (long)(i % 2))])
    {
        private readonly ConcurrentDictionary<int, bool> _epochs = [];

        public int? Unreadable { get; init; }

        public TimeSpan Reading { get; init; }

        public static float Value(int place, int? epoch, int position) => (place * 1000) + ((epoch ?? 9) * 100) + (position % 97);

        public bool Read(int epoch) => _epochs.ContainsKey(epoch);

        protected override void Read(int item, Span<float> target) => Fill(item, null, target);

        protected override void ReadVaried(int item, int epoch, Span<float> target)
        {
            _epochs[epoch] = true;
            Fill(item, epoch, target);
        }

        private void Fill(int item, int? epoch, Span<float> target)
        {
            if (item == Unreadable)
            {
                throw new IOException($"item {item}");
            }

            var clock = Stopwatch.StartNew();
            for (int i = 0; i < target.Length; i++)
            {
                target[i] = Value(item, epoch, i);
            }

            while (clock.Elapsed < Reading)
            {
                Thread.SpinWait(100);
            }
        }
    }
}
