using System.Security.Cryptography;
using CsCheck;

namespace DeepMetric.Datasets.Tests;

public sealed class LeakCheckTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Finds_what_a_nested_loop_finds()
    {
        int leaking = 0;
        Gen.Select(SplitSources.Full, Gen.Int[0, 60].Array[12 * 21], Gen.Int[0, 2].Array[12 * 21], Gen.Bool).Sample(
            (source, contents, parts, requireNew) =>
            {
                int[] Of(int part) => [.. Enumerable.Range(0, source.Count).Where(i => parts[i] == part)];
                SplitPlan plan = new(source, SplitKind.File, "f", Of(0), Of(1), Of(2));
                LeakReport report = LeakCheck.Inspect(source, plan, [.. contents.Take(source.Count).Select(value => $"{value}")], requireNew);
                int[] learned = [.. plan.Train.Concat(plan.Validation).Order()];
                List<(int, int)> expected = [];
                foreach (int test in plan.Test)
                {
                    int first = Array.FindIndex(learned, place => contents[place] == contents[test]);
                    if (first >= 0)
                    {
                        expected.Add((test, learned[first]));
                    }
                }

                Assert.Equal(expected, report.Duplicates.Select(pair => (pair.Test, pair.Learned)));
                Assert.All(report.Duplicates, pair => Assert.Equal((source.ItemNames[pair.Test], source.ItemNames[pair.Learned]), (pair.TestName, pair.LearnedName)));
                IEnumerable<int> shared = SplitSources.Classes(source, plan.Test).Where(label => learned.Any(place => source.Labels[place] == label)).Order();
                Assert.Equal(shared.Select(label => $"class {label}"), report.SharedClasses);
                Assert.Equal(expected.Count > 0 || (requireNew && shared.Any()), report.IsLeaking);
                leaking += report.IsLeaking ? 1 : 0;
                LeakReport hashed = LeakCheck.Inspect(
                    source, plan, place => SHA256.HashData([(byte)contents[place]]), requireNew, cancellationToken: TestContext.Current.CancellationToken);
                Assert.Equal(report.Duplicates, hashed.Duplicates);
                Assert.Equal(report.Message, hashed.Message);
            },
            iter: 300,
            threads: 1);
        Assert.InRange(leaking, 100, 300);
    }

    [Fact]
    public void A_test_class_seen_in_training_is_refused_in_a_class_disjoint_plan()
    {
        SplitSource source = SplitSources.Make([2, 2, 2, 2]);
        SplitPlan plan = ClassDisjointSplit.Halves(source);
        LeakCheck.Inspect(source, plan).ThrowIfLeaking();
        int moved = plan.Test[0];
        // The same items, one of them relabelled since the plan was made.
        int[] labels = [.. source.Labels];
        labels[moved] = 0;
        var relabelled = new SplitSource(source.Dataset, source.ItemNames, labels, source.Parts, ["cat, small", "b", "c", "d"]);
        LeakReport report = LeakCheck.Inspect(relabelled, plan);
        Assert.Equal(
            "Split class-disjoint-halves of made: 1 test class was seen in training (cat, small); contents were not compared.",
            Assert.Throws<InvalidDataException>(report.ThrowIfLeaking).Message);
        LeakReport allowed = LeakCheck.Inspect(relabelled, plan, requireNewClasses: false);
        allowed.ThrowIfLeaking();
        Assert.Equal("Split class-disjoint-halves of made: 1 class is in training and test, as may be; contents were not compared.", allowed.Message);
        Assert.True(LeakCheck.Inspect(source, ClosedSetSplit.Plan(source, new(0.5, 0, 0.5), 1), requireNewClasses: true).IsLeaking);
        Assert.False(LeakCheck.Inspect(source, ClosedSetSplit.Plan(source, new(0.5, 0, 0.5), 1)).IsLeaking);
    }

    [Fact]
    public void Duplicates_are_counted_and_the_first_few_named()
    {
        var source = new SplitSource("made", ["a", "b", "c", "d", "e", "f"], [0, 0, 1, 1, 1, 1], new ItemPart[6], ["x", "y"]) { Sequences = [1, 2, 1, null, 3, null] };
        SplitPlan plan = new(source, SplitKind.File, "mine", [0], [1], [2, 3, 4, 5]);
        LeakReport report = LeakCheck.Inspect(source, plan, ["1", "2", "1", "2", "2", "1"]);
        Assert.Equal(
            "Split mine of made: 0 classes are in training and test, as may be; 4 test items have the content of a training item (c = a; d = b; e = b; and 1 more); 1 sequence is in training and test.",
            Assert.Throws<InvalidDataException>(report.ThrowIfLeaking).Message);
        Assert.Equal((6, 1), (report.ComparedItems, report.SharedSequences));
        LeakReport clean = LeakCheck.Inspect(source, plan, ["1", "2", "3", "3", "4", "5"]);
        clean.ThrowIfLeaking();
        Assert.Contains("no content in training and test among 6 items", clean.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Items_in_no_part_are_not_hashed_and_threads_do_not_matter()
    {
        SplitSource source = SplitSources.Make([300, 300]);
        SplitPlan plan = new(source, SplitKind.File, "mine", [.. Enumerable.Range(0, 200)], [], [.. Enumerable.Range(300, 200)]);
        int asked = 0;
        byte[] Hash(int place)
        {
            Interlocked.Increment(ref asked);
            Assert.True(place is < 200 or (>= 300 and < 500));
            return SHA256.HashData([(byte)(place % 150)]);
        }

        LeakReport one = LeakCheck.Inspect(source, plan, Hash, threads: 1, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(400, asked);
        LeakReport many = LeakCheck.Inspect(source, plan, Hash, threads: 8, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(one.Duplicates, many.Duplicates);
        Assert.Equal(200, one.Duplicates.Count);
    }

    [Fact]
    public void Errors_of_a_computation_and_a_cancellation_come_through()
    {
        SplitSource source = SplitSources.Make([3, 3]);
        SplitPlan plan = ClassDisjointSplit.Halves(source);
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        Assert.Throws<IOException>(() => LeakCheck.Inspect(source, plan, _ => throw new IOException("gone"), cancellationToken: TestContext.Current.CancellationToken));
        Assert.Throws<OperationCanceledException>(() => LeakCheck.Inspect(source, plan, _ => new byte[32], cancellationToken: stopped.Token));
        ArgumentException problem = Assert.Throws<ArgumentException>(
            () => LeakCheck.Inspect(source, plan, _ => new byte[31], cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("Expected a fingerprint of 32 bytes for ", problem.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => LeakCheck.Inspect(source, plan, ["one"]));
        Assert.Throws<ArgumentException>(() => LeakCheck.Inspect(SplitSources.Permute(source, 1), plan));
    }

    [Fact]
    public void A_copied_file_and_equal_raw_pixels_are_found()
    {
        byte[] big = [.. Enumerable.Range(0, 200_000).Select(i => (byte)(i * 7 / 5))];
        File.WriteAllBytes(Path.Combine(_folder, "a.jpg"), big);
        File.WriteAllBytes(Path.Combine(_folder, "b.jpg"), big);
        File.WriteAllBytes(Path.Combine(_folder, "c.jpg"), [.. big, 1]);
        File.WriteAllBytes(Path.Combine(_folder, "batch.bin"), [9, 1, 2, 3, 4, 9, 1, 2, 3, 4, 9, 1, 2, 3, 5]);
        var index = new ImageIndex(
            "made",
            _folder,
            [
                new() { Path = "a.jpg", Label = 0 },
                new() { Path = "b.jpg", Label = 1, Part = ItemPart.Test },
                new() { Path = "c.jpg", Label = 1, Part = ItemPart.Test },
                new() { Path = "batch.bin", Raw = new(1, 1, 2, 2), Label = 0 },
                new() { Path = "batch.bin", Raw = new(6, 1, 2, 2), Label = 0, Part = ItemPart.Test },
                new() { Path = "batch.bin", Raw = new(11, 1, 2, 2), Label = 0, Part = ItemPart.Test },
            ],
            ["x", "y"]);
        Assert.Equal(SHA256.HashData(big), ItemContent.Sha256(index, 0));
        Assert.Equal(SHA256.HashData([1, 2, 3, 4]), ItemContent.Sha256(index, 4));
        var source = SplitSource.From(index);
        LeakReport report = LeakCheck.Inspect(source, OfficialSplit.Plan(source), ItemContent.Of(index), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal([("b.jpg", "a.jpg"), ("batch.bin@6", "batch.bin@1")], report.Duplicates.Select(pair => (pair.TestName, pair.LearnedName)));
    }

    [Theory]
    [InlineData(12, 1, 2, 2, 3)]
    [InlineData(-1, 1, 2, 2, 15)]
    [InlineData(0, 3, int.MaxValue, int.MaxValue, 15)]
    [InlineData(40, 1, 2, 2, 0)]
    public void Pixels_beyond_the_files_end_are_named(long offset, int channels, int height, int width, int found)
    {
        string file = Path.Combine(_folder, "batch.bin");
        File.WriteAllBytes(file, new byte[15]);
        var index = new ImageIndex("made", _folder, [new() { Path = "batch.bin", Raw = new(offset, channels, height, width), Label = 0 }], ["x"]);
        Assert.Equal(
            $"{file}: at byte {offset}: expected {channels}x{height}x{width} bytes of pixels, found {found}.",
            Assert.Throws<InvalidDataException>(() => ItemContent.Sha256(index, 0)).Message);
    }

    [Fact]
    public void Equal_vectors_are_found()
    {
        DatasetSplit split = new("made", new("made", [1, 2, 3, 4], [2], [0, 1]), new("made", [5, 6, 3, 4], [2], [1, 0]), ["x", "y"], "here", "none", isImage: false);
        var source = SplitSource.From(split);
        LeakReport report = LeakCheck.Inspect(source, OfficialSplit.Plan(source), ItemContent.Of(split), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal([("test/1", "train/1")], report.Duplicates.Select(pair => (pair.TestName, pair.LearnedName)));
    }
}
