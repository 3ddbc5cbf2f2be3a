using System.Text;
using DeepMetric.Lab.Store;

namespace DeepMetric.Lab.Tests.Store;

public sealed class AtomicFileTests
{
    [Fact]
    public void Replaces_the_whole_file_and_leaves_nothing_else()
    {
        using var folder = new TemporaryFolder();
        AtomicFile.Write(folder["a.txt"], "a long first text");
        AtomicFile.Write(folder["a.txt"], "ä");
        Assert.Equal("ä"u8.ToArray(), File.ReadAllBytes(folder["a.txt"]));
        AtomicFile.Write(folder["a.txt"], [1, 2]);
        Assert.Equal([1, 2], File.ReadAllBytes(folder["a.txt"]));
        Assert.Equal(["a.txt"], folder.Names);
    }

    [Fact]
    public void A_failure_half_way_leaves_the_old_file_untouched()
    {
        using var folder = new TemporaryFolder();
        AtomicFile.Write(folder["a.txt"], "old");
        Assert.Throws<OperationCanceledException>(() => AtomicFile.Write(folder["a.txt"], stream =>
        {
            stream.Write(Encoding.UTF8.GetBytes(new string('x', 100_000)));
            throw new OperationCanceledException();
        }));
        Assert.Equal("old", File.ReadAllText(folder["a.txt"]));
        Assert.Equal(["a.txt"], folder.Names);
    }

    [Fact]
    public void A_full_disk_is_named_in_one_sentence()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "The system has no /dev/full.");
        using var folder = new TemporaryFolder();
        AtomicFile.Write(folder["a.txt"], "old");
        RunStoreException exception = Assert.Throws<RunStoreException>(() => AtomicFile.Write(folder["a.txt"], _ =>
        {
            using FileStream full = File.OpenWrite("/dev/full");
            full.Write([1]);
            full.Flush();
        }));
        Assert.Equal($"Cannot write '{folder["a.txt"]}': the disk is full.", exception.Message);
        Assert.Equal("old", File.ReadAllText(folder["a.txt"]));
        Assert.Equal(["a.txt"], folder.Names);
    }

    [Fact]
    public void A_missing_folder_and_a_folder_in_the_way_are_named()
    {
        using var folder = new TemporaryFolder();
        string missing = Path.Combine(folder["none"], "a.txt");
        Assert.Equal($"Cannot write '{missing}': its folder does not exist.", Assert.Throws<RunStoreException>(() => AtomicFile.Write(missing, "x")).Message);
        Directory.CreateDirectory(folder["taken"]);
        Assert.StartsWith($"Cannot write '{folder["taken"]}': ", Assert.Throws<RunStoreException>(() => AtomicFile.Write(folder["taken"], "x")).Message, StringComparison.Ordinal);
        Assert.Equal(["taken"], folder.Names);
    }

    [Fact]
    public void What_a_killed_process_left_is_overwritten()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder[".a.txt.tmp"], "half of a much longer text");
        AtomicFile.Write(folder["a.txt"], "new");
        Assert.Equal("new", File.ReadAllText(folder["a.txt"]));
        Assert.Equal(["a.txt"], folder.Names);
    }
}
