using System.Diagnostics;
using DeepMetric.Native;

namespace DeepMetric.Tests.Native;

/// <summary>The edit of TorchSharp's real library, and its refusal of anything that does not look as expected.</summary>
public sealed class GlibcxxDowngradeTests
{
    private const string Newest = "GLIBCXX_3.4.32";
    private const string Debian12 = "GLIBCXX_3.4.30";

    private static byte[] Library
    {
        get
        {
            string path = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
            Assert.SkipUnless(File.Exists(path), $"{path} is not there: the Linux library belongs to builds on Linux");
            return File.ReadAllBytes(path);
        }
    }

    [Fact]
    public void A_host_that_has_every_version_gets_the_same_bytes()
    {
        byte[] library = Library;
        (byte[] bytes, IReadOnlyList<string> replaced) = GlibcxxDowngrade.Apply(library, _ => true);
        Assert.Empty(replaced);
        Assert.Equal(library, bytes);
    }

    [Theory]
    [InlineData("GLIBCXX_3.4.30", new[] { Newest })]
    [InlineData("GLIBCXX_3.4.29", new[] { Newest, Debian12 })]
    public void An_older_host_gets_a_library_that_asks_for_no_more_than_it_has(string hostsNewest, string[] missing)
    {
        byte[] library = Library;
        byte[] original = [.. library];
        (byte[] bytes, IReadOnlyList<string> replaced) = GlibcxxDowngrade.Apply(library, version => Minor(version) <= Minor(hostsNewest));
        Assert.Equal(missing.Order(), replaced.Order());
        Assert.Equal(original, library);
        Assert.All(new ElfImage(bytes).VersionsNeededFrom("libstdc++.so.6"), need => Assert.True(Minor(need.Name) <= Minor(hostsNewest), need.Name));

        // A name, a version index and a requirement per replaced version: at most 4 + 2 + 8 bytes each, and nothing else.
        int changed = original.Zip(bytes, (before, after) => before == after ? 0 : 1).Sum();
        Assert.InRange(changed, 1, 14 * missing.Length);
        Assert.Equal(original.Length, bytes.Length);
    }

    [Fact]
    public void The_iostream_call_goes_to_a_function_without_effect()
    {
        (byte[] bytes, _) = GlibcxxDowngrade.Apply(Library, version => version != Newest);
        var image = new ElfImage(bytes);
        Assert.Throws<InvalidDataException>(() => image.UndefinedFunction("_ZSt21ios_base_library_initv"));
        ushort version = image.VersionsNeededFrom("libstdc++.so.6").First(need => need.Name == "GLIBCXX_3.4.19" && image.SymbolsWithVersion(need.Index).Any()).Index;
        Assert.Equal(2, image.SymbolsWithVersion(version).Count(symbol => symbol.Name == "_ZNSt6chrono3_V212steady_clock3nowEv"));
    }

    [Fact]
    public void The_library_runs_here_and_its_own_file_is_untouched()
    {
        byte[] before = Library;
        TorchRuntime.EnsureLoaded();
        using TorchSharp.torch.Tensor sum = TorchSharp.torch.ones(3).sum();
        Assert.Equal(3, sum.item<float>());
        Assert.Equal(before, Library);
        if (TorchRuntime.CompatibilityCopy is { } copy)
        {
            Assert.False(Path.GetFullPath(copy).StartsWith(Path.GetFullPath(AppContext.BaseDirectory), StringComparison.Ordinal));
            Assert.Equal(GlibcxxDowngrade.Apply(before, HostLibstdcxx.Has).Bytes, File.ReadAllBytes(copy));
        }
    }

    [Fact]
    public void A_version_without_a_way_out_is_refused_by_name()
    {
        InvalidDataException refused = Assert.Throws<InvalidDataException>(() => GlibcxxDowngrade.Apply(Library, version => Minor(version) < 29));
        Assert.Contains("GLIBCXX_3.4.29", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_symbol_behind_the_version_is_refused()
    {
        byte[] library = Library;
        var image = new ElfImage(library);
        ElfImage.NeededVersion newest = image.VersionsNeededFrom("libstdc++.so.6").Single(need => need.Name == Newest);
        image.BindToVersion(image.UndefinedFunction("_ZNSt6chrono3_V212steady_clock3nowEv"), newest.Index);
        InvalidDataException refused = Assert.Throws<InvalidDataException>(() => GlibcxxDowngrade.Apply(library, version => version != Newest));
        Assert.Contains("steady_clock", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "byte 0")]
    [InlineData(20, "byte 0")]
    [InlineData(64, "byte 40")]
    [InlineData(100_000, "byte 40")]
    public void A_cut_file_is_refused_with_the_place(int length, string place)
    {
        InvalidDataException refused = Assert.Throws<InvalidDataException>(() => GlibcxxDowngrade.Apply(Library[..length], _ => false));
        Assert.StartsWith(place, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_library_is_refused() =>
        Assert.Throws<InvalidDataException>(() => GlibcxxDowngrade.Apply(new byte[10_000], _ => false));

    [Fact]
    public void Damaged_headers_are_refused_or_edited_but_never_crash()
    {
        byte[] library = Library;
        var random = new DeepMetric.Sampling.SeededRandom(11);
        int refused = 0;
        var clock = Stopwatch.StartNew();
        for (int i = 0; i < 300 && clock.Elapsed < TimeSpan.FromSeconds(20); i++)
        {
            byte[] damaged = [.. library];
            int at = i % 2 == 0 ? random.NextInt(64) : damaged.Length - 1 - random.NextInt(64 * 35);
            damaged[at] ^= (byte)(1 + random.NextInt(255));
            try
            {
                GlibcxxDowngrade.Apply(damaged, version => version != Newest);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 20, 299);
    }

    private static int Minor(string version) => version.StartsWith("GLIBCXX_3.4.", StringComparison.Ordinal) ? int.Parse(version[12..], System.Globalization.CultureInfo.InvariantCulture) : 0;
}
