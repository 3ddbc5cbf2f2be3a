using System.IO.Compression;
using System.Text;
using DeepMetric.Sampling;
using DeepMetric.Weights;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Weights;

public sealed class TorchScriptTrunkTests : IDisposable
{
    private static readonly string Tiny = Path.Combine(AppContext.BaseDirectory, "Weights", "TorchScript", "tiny.pt");
    private readonly string _folder = Directory.CreateTempSubdirectory("deepmetric-ü ").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Gives_what_PyTorch_printed()
    {
        using var scope = NewDisposeScope();
        using var trunk = new TorchScriptTrunk(Tiny);
        trunk.eval();
        float[] expected = [0.4836397f, -0.243699f, 0.3883673f, 0.5162614f, -0.2605042f, 0.3828661f];
        Assert.All(expected.Zip(trunk.call(Images()).data<float>().ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void Parameters_and_buffers_have_the_names_of_the_archive()
    {
        using var trunk = new TorchScriptTrunk(Tiny);
        Assert.Equal(["bn.bias", "bn.weight", "conv.bias", "conv.weight", "fc.bias", "fc.weight"], trunk.named_parameters().Select(entry => entry.name).Order(StringComparer.Ordinal));
        Assert.Equal(["bn.num_batches_tracked", "bn.running_mean", "bn.running_var"], trunk.named_buffers().Select(entry => entry.name).Order(StringComparer.Ordinal));
        Assert.Equal(9, trunk.state_dict().Count);
        using Sequential net = nn.Sequential(("trunk", (nn.Module<Tensor, Tensor>)trunk), ("head", nn.Linear(3, 2)));
        Assert.Contains("trunk.conv.weight", net.state_dict().Keys);
        Assert.Equal(8, net.parameters().Count());
        Assert.True(trunk.IsTrainable);
    }

    [Fact]
    public void Training_changes_every_weight_and_lowers_the_loss()
    {
        using var scope = NewDisposeScope();
        using var trunk = new TorchScriptTrunk(Tiny);
        trunk.train();
        Dictionary<string, Tensor> before = trunk.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.detach().clone());
        trunk.eval();
        float first = Loss(trunk).item<float>();
        Train(trunk, 20);
        trunk.eval();
        Assert.InRange(Loss(trunk).item<float>(), 0, 0.9 * first);
        Assert.All(before, entry => Assert.False(entry.Value.equal(trunk.state_dict()[entry.Key]).all().item<bool>(), entry.Key));
    }

    [Fact]
    public void Mode_is_passed_on()
    {
        using var scope = NewDisposeScope();
        using var trunk = new TorchScriptTrunk(Tiny);
        using Sequential net = nn.Sequential(("trunk", (nn.Module<Tensor, Tensor>)trunk));
        net.train();
        Assert.True(trunk.training);
        manual_seed(1);
        Assert.False(trunk.call(Images()).equal(trunk.call(Images())).all().item<bool>());
        net.eval();
        Assert.False(trunk.training);
        Assert.True(trunk.call(Images()).equal(trunk.call(Images())).all().item<bool>());
    }

    [Fact]
    public void Training_goes_on_from_saved_state_as_if_it_had_not_stopped()
    {
        using var scope = NewDisposeScope();
        using var whole = new TorchScriptTrunk(Tiny);
        using var half = new TorchScriptTrunk(Tiny);
        using var rest = new TorchScriptTrunk(Tiny);
        Train(whole, 4, dropout: false);
        Train(half, 2, dropout: false);
        string path = Path.Combine(_folder, "half.safetensors");
        SafetensorsWriter.Write(path, half);
        Assert.True(WeightLoading.Load(rest, path).IsExact);
        Train(rest, 2, dropout: false);
        Assert.Equal(WeightFingerprint.Of(whole), WeightFingerprint.Of(rest));
        Assert.NotEqual(WeightFingerprint.Of(whole), WeightFingerprint.Of(half));
    }

    [Fact]
    public void An_exported_archive_has_the_trained_weights()
    {
        using var scope = NewDisposeScope();
        using var trunk = new TorchScriptTrunk(Tiny);
        Train(trunk, 2);
        string path = Path.Combine(_folder, "trained ü.pt");
        trunk.Export(path);
        Assert.Equal([path], Directory.GetFiles(_folder));
        using var again = new TorchScriptTrunk(path);
        Assert.Equal(WeightFingerprint.Of(trunk), WeightFingerprint.Of(again));
        trunk.eval();
        again.eval();
        Assert.True(trunk.call(Images()).equal(again.call(Images())).all().item<bool>());
    }

    [Fact]
    public void Moving_keeps_the_parameters_that_an_optimiser_holds()
    {
        using var scope = NewDisposeScope();
        using var trunk = new TorchScriptTrunk(Tiny);
        Parameter held = trunk.parameters().First();
        trunk.to(ScalarType.Float64);
        Assert.Equal(ScalarType.Float64, held.dtype);
        Assert.Equal(ScalarType.Float64, trunk.call(Images().to(ScalarType.Float64)).dtype);
        trunk.to(ScalarType.Float32);
        trunk.to(CPU);
        Assert.Same(held, trunk.parameters().First());
        Train(trunk, 1);
    }

    [Fact]
    public void Nothing_leaks_and_a_scope_does_not_take_the_weights()
    {
        long start = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        TorchScriptTrunk trunk;
        using (NewDisposeScope())
        {
            trunk = new TorchScriptTrunk(Tiny);
        }

        trunk.eval();
        using (Tensor images = Images())
        {
            long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            using (Tensor features = trunk.call(images))
            {
                Assert.Equal(before + 1, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
            }

            Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        }

        trunk.Dispose();
        Assert.Equal(start, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void What_is_no_archive_is_refused_by_name()
    {
        Refused([], "found a file of 0 bytes");
        Refused("PK"u8.ToArray(), "found a file of 2 bytes");
        Refused("not an archive"u8.ToArray(), "found 0x6E6F7420");
        Refused([.. "PK\u0003\u0004"u8, .. new byte[100]], "TorchScript archive");
        byte[] sound = File.ReadAllBytes(Tiny);
        Refused(sound[..(sound.Length / 2)], "TorchScript archive");
        Assert.Throws<FileNotFoundException>(() => new TorchScriptTrunk(Path.Combine(_folder, "none.pt")));
    }

    [Fact]
    public void What_would_end_the_process_in_libtorch_is_refused_before()
    {
        Refused(Rezipped((_, text) => text), null);
        Refused(Rezipped((name, text) => name.EndsWith("/linear.py", StringComparison.Ordinal) ? null : text), "expected all that 'data.pkl' uses, found no '__torch__.torch.nn.modules.linear'");
        Refused(Rezipped((name, text) => name.EndsWith("/functional.py", StringComparison.Ordinal) ? null : text), "found no '__torch__.torch.nn.functional'");
        Refused(Rezipped((name, text) => name.EndsWith("/linear.py", StringComparison.Ordinal) ? text + "# ops.torchvision.nms(" : text), "libtorch's own operators, found 'ops.torchvision.nms' in '__torch__.torch.nn.modules.linear'");
        Refused(Rezipped((name, text) => name.EndsWith("/linear.py", StringComparison.Ordinal) ? text + "# ops.prim.data( a.ops.x.y" : text), null);
        Refused(Rezipped((name, text) => name.EndsWith("constants.pkl", StringComparison.Ordinal) ? null : text), "found a zip archive without; weights of torch.save are converted to safetensors instead");
    }

    [Fact]
    public void Damaged_archives_are_refused_or_read()
    {
        byte[] sound = File.ReadAllBytes(Tiny);
        var random = new SeededRandom(11);
        string path = Path.Combine(_folder, "damaged.pt");
        int read = 0;
        for (int i = 0; i < 300; i++)
        {
            byte[] damaged = [.. sound[..(i % 4 == 0 ? random.NextInt(sound.Length) + 1 : sound.Length)]];
            damaged[random.NextInt(damaged.Length)] ^= (byte)(1 << random.NextInt(8));
            File.WriteAllBytes(path, damaged);
            try
            {
                using var scope = NewDisposeScope();
                using var trunk = new TorchScriptTrunk(path);
                trunk.eval();
                Assert.Equal([2, 3], trunk.call(Images()).shape);
                read++;
            }
            catch (InvalidDataException problem)
            {
                Assert.StartsWith(path, problem.Message, StringComparison.Ordinal);
            }
        }

        Assert.InRange(read, 15, 150);
    }

    [Fact]
    public void An_input_it_does_not_take_is_refused_with_its_shape()
    {
        using var scope = NewDisposeScope();
        using var trunk = new TorchScriptTrunk(Tiny);
        ArgumentException refused = Assert.Throws<ArgumentException>(() => trunk.call(zeros(2, 3, 8, 8)));
        Assert.Contains("found one of shape [2, 3, 8, 8]", refused.Message, StringComparison.Ordinal);
        Assert.StartsWith(Tiny, refused.Message, StringComparison.Ordinal);
    }

    private static Tensor Images() => tensor([.. Enumerable.Range(0, 128).Select(i => i / 128f)], [2, 1, 8, 8]);

    private static Tensor Loss(TorchScriptTrunk trunk) => (trunk.call(Images()) - tensor(new float[] { 1, 0, -1, -1, 0, 1 }, [2, 3])).square().mean();

    private static void Train(TorchScriptTrunk trunk, int steps, bool dropout = true)
    {
        using var scope = NewDisposeScope();
        trunk.train(dropout);
        using SGD optimizer = optim.SGD(trunk.parameters(), 0.1);
        manual_seed(3);
        for (int i = 0; i < steps; i++)
        {
            optimizer.zero_grad();
            Loss(trunk).backward();
            optimizer.step();
        }
    }

    /// <summary>The archive zipped anew, with entries changed or left out.</summary>
    private static byte[] Rezipped(Func<string, string, string?> change)
    {
        using var target = new MemoryStream();
        using (ZipArchive source = ZipFile.OpenRead(Tiny))
        using (var copy = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (ZipArchiveEntry entry in source.Entries)
            {
                using var reader = new StreamReader(entry.Open(), Encoding.Latin1);
                if (change(entry.FullName, reader.ReadToEnd()) is { } text)
                {
                    using Stream content = copy.CreateEntry(entry.FullName).Open();
                    content.Write(Encoding.Latin1.GetBytes(text));
                }
            }
        }

        return target.ToArray();
    }

    private void Refused(byte[] content, string? expected)
    {
        string path = Path.Combine(_folder, "broken.pt");
        File.WriteAllBytes(path, content);
        if (expected is null)
        {
            new TorchScriptTrunk(path).Dispose();
            return;
        }

        InvalidDataException refused = Assert.Throws<InvalidDataException>(() => new TorchScriptTrunk(path));
        Assert.StartsWith(path, refused.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }
}
