using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Store;

namespace DeepMetric.Lab.Tests.Store;

public sealed class JsonLinesTests
{
    [Fact]
    public void What_is_appended_is_read_even_while_the_file_is_open()
    {
        using var folder = new TemporaryFolder();
        using JsonLinesWriter<EpochRecord> writer = JsonLines.Append<EpochRecord>(folder["e.jsonl"]);
        writer.Append(Epoch(0));
        writer.Append(Epoch(1));
        writer.FlushToDisk();
        Assert.Equal([0, 1], Epochs(folder["e.jsonl"]));
        Assert.Equal(2, File.ReadAllLines(folder["e.jsonl"]).Length);
    }

    [Fact]
    public void Cut_at_any_byte_the_complete_lines_are_read_and_appending_goes_on()
    {
        using var folder = new TemporaryFolder();
        Write(folder["e.jsonl"], 0, 1, 2);
        byte[] whole = File.ReadAllBytes(folder["e.jsonl"]);
        for (int length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(folder["cut.jsonl"], whole[..length]);
            int complete = whole[..length].Count(value => value == (byte)'\n');
            Assert.Equal(Enumerable.Range(0, complete), Epochs(folder["cut.jsonl"]));
            Write(folder["cut.jsonl"], 7);
            Assert.Equal([.. Enumerable.Range(0, complete), 7], Epochs(folder["cut.jsonl"]));
        }
    }

    [Fact]
    public void A_torn_line_longer_than_a_block_is_cut_too()
    {
        using var folder = new TemporaryFolder();
        Write(folder["e.jsonl"], 0);
        File.AppendAllText(folder["e.jsonl"], new string('x', 10_000));
        Write(folder["e.jsonl"], 1);
        Assert.Equal([0, 1], Epochs(folder["e.jsonl"]));
    }

    [Fact]
    public void A_damaged_line_that_is_not_the_torn_last_one_is_an_error_with_its_place()
    {
        using var folder = new TemporaryFolder();
        Write(folder["e.jsonl"], 0);
        long offset = new FileInfo(folder["e.jsonl"]).Length;
        File.AppendAllText(folder["e.jsonl"], "{\"epo\n");
        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => Epochs(folder["e.jsonl"]));
        Assert.StartsWith($"'{folder["e.jsonl"]}', line 2 (byte {offset}), is not a valid EpochRecord", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Truncating_keeps_each_step_once_and_in_order()
    {
        using var folder = new TemporaryFolder();
        Write(folder["e.jsonl"], 1, 2, 4, 3, 2, 5);
        File.AppendAllText(folder["e.jsonl"], "{\"epoch\":");
        Assert.Equal([1, 2, 3, 4], JsonLines.TruncateAfter<EpochRecord>(folder["e.jsonl"], 4, record => record.Epoch).Select(record => record.Epoch));
        Assert.Equal([1, 2, 3, 4], Epochs(folder["e.jsonl"]));
        Assert.Empty(JsonLines.TruncateAfter<EpochRecord>(folder["e.jsonl"], 0, record => record.Epoch));
        Assert.Empty(File.ReadAllBytes(folder["e.jsonl"]));
    }

    // A run killed after step 5 with a checkpoint at 3 has to leave the same bytes as one that was never killed.
    [Fact]
    public void Truncating_and_appending_again_gives_the_bytes_of_an_undisturbed_log()
    {
        using var folder = new TemporaryFolder();
        Write(folder["whole.jsonl"], 1, 2, 3, 4, 5, 6);
        Write(folder["killed.jsonl"], 1, 2, 3, 4, 5);
        JsonLines.TruncateAfter<EpochRecord>(folder["killed.jsonl"], 3, record => record.Epoch);
        Write(folder["killed.jsonl"], 4, 5, 6);
        Assert.Equal(File.ReadAllBytes(folder["whole.jsonl"]), File.ReadAllBytes(folder["killed.jsonl"]));
    }

    [Fact]
    public void A_missing_file_cannot_be_read_but_has_nothing_to_truncate()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal($"Cannot read '{folder["none"]}': it does not exist.", Assert.Throws<RunStoreException>(() => Epochs(folder["none"])).Message);
        Assert.Empty(JsonLines.TruncateAfter<EpochRecord>(folder["none"], 3, record => record.Epoch));
        Assert.False(File.Exists(folder["none"]));
    }

    [Fact]
    public void A_full_disk_is_named()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "The system has no /dev/full.");
        using JsonLinesWriter<EpochRecord> writer = JsonLines.Append<EpochRecord>("/dev/full");
        Assert.Equal("Cannot write '/dev/full': the disk is full.", Assert.Throws<RunStoreException>(() => writer.Append(Epoch(1))).Message);
    }

    [Fact]
    public void A_number_that_is_not_finite_is_refused_and_leaves_no_line()
    {
        using var folder = new TemporaryFolder();
        using (JsonLinesWriter<EpochRecord> writer = JsonLines.Append<EpochRecord>(folder["e.jsonl"]))
        {
            Assert.Throws<ArgumentException>(() => writer.Append(Epoch(1) with { TrackedLoss = double.NaN }));
        }

        Assert.Empty(File.ReadAllBytes(folder["e.jsonl"]));
    }

    private static EpochRecord Epoch(int epoch) => new()
    {
        Epoch = epoch,
        TrackedLoss = epoch == 0 ? null : 1.0 / epoch,
        Train = new Dictionary<string, double> { ["intra"] = 0.1 * epoch },
        Test = new Dictionary<string, double>(),
    };

    private static void Write(string path, params int[] epochs)
    {
        using JsonLinesWriter<EpochRecord> writer = JsonLines.Append<EpochRecord>(path);
        foreach (int epoch in epochs)
        {
            writer.Append(Epoch(epoch));
        }
    }

    private static int[] Epochs(string path) => [.. JsonLines.ReadAll<EpochRecord>(path).Select(record => record.Epoch)];
}
