using DeepMetric.Weights;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Weights;

public sealed class WeightLoadingTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_module_written_and_loaded_is_the_same_module()
    {
        using var scope = NewDisposeScope();
        Sequential first = Net();
        Sequential second = Net();
        Assert.NotEqual(WeightFingerprint.Of(first), WeightFingerprint.Of(second));
        SafetensorsWriter.Write(_path, first);
        Parameter held = second.parameters().First();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        WeightReport report = WeightLoading.Load(second, _path);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.True(report.IsExact);
        Assert.Equal(first.state_dict().Keys.Order(), report.Matched.Order());
        Assert.Equal(WeightFingerprint.Of(first), WeightFingerprint.Of(second));
        Assert.Same(held, second.parameters().First());
        Assert.True(held.equal(first.parameters().First()).all().item<bool>());
    }

    [Fact]
    public void A_strict_misfit_names_the_first_of_each_kind_and_changes_nothing()
    {
        using var scope = NewDisposeScope();
        Sequential net = Net();
        string before = WeightFingerprint.Of(net);
        Dictionary<string, Tensor> state = Copy(Net());
        state.Remove("conv.bias");
        state["conv.weight"] = zeros(5, 3, 3, 3);
        state["bn.running_mean"] = zeros(5, ScalarType.Int64);
        state["fc.weight"] = zeros(10, 4);
        for (int i = 0; i < 7; i++)
        {
            state[$"extra.{i}"] = zeros(1);
        }

        SafetensorsWriter.Write(_path, state);
        InvalidDataException refused = Assert.Throws<InvalidDataException>(() => WeightLoading.Load(net, _path));
        Assert.Equal(
            $"{_path}: expected the module's tensors and no others, found 4 of its 7 tensors matching; nothing was loaded.\n" +
            "  missing in the file: 1: conv.bias\n" +
            "  wrong shape: 2: conv.weight (file [5, 3, 3, 3], module [4, 3, 3, 3]), bn.running_mean (file [5], module [4])\n" +
            "  unexpected in the file (1 of a classifier): 8: extra.0, extra.1, extra.2, extra.3, extra.4 and 3 more",
            refused.Message);
        Assert.Equal(before, WeightFingerprint.Of(net));
    }

    [Fact]
    public void A_partial_load_takes_what_matches_and_reports_the_rest()
    {
        using var scope = NewDisposeScope();
        Sequential net = Net();
        Dictionary<string, Tensor> state = Copy(net);
        state.Remove("bn.weight");
        state.Remove("bn.num_batches_tracked");
        state["conv.weight"] = full(state["conv.weight"].shape, 0.25f).to(ScalarType.Float16);
        state["bn.bias"] = zeros(9);
        state["bn.running_var"] = zeros(4, ScalarType.Int32);
        state["classifier.1.weight"] = zeros(1000, 4);
        SafetensorsWriter.Write(_path, state);
        WeightReport report = WeightLoading.Load(net, _path, new() { Matching = WeightMatching.Partial });
        Assert.Equal(["bn.weight"], report.Missing);
        Assert.Equal("bn.bias (file [9], module [4])", Assert.Single(report.WrongShape).ToString());
        Assert.Equal("bn.running_var (file Int32, module Float32)", Assert.Single(report.WrongType).ToString());
        Assert.Equal(["classifier.1.weight"], report.Unexpected);
        Assert.Equal(["classifier.1.weight"], report.ClassifierLeftovers);
        Assert.Equal(["bn.running_mean", "conv.bias", "conv.weight"], report.Matched.Order(StringComparer.Ordinal));
        Assert.Equal(1, report.Converted);
        Assert.False(report.IsComplete);
        Assert.Equal(0.25f, net.parameters().First().mean().item<float>());
        Assert.Equal(
            $"{_path}: 3 of the module's 6 tensors loaded (1 converted to another type).\n" +
            "  missing in the file: 1: bn.weight\n" +
            "  wrong shape: 1: bn.bias (file [9], module [4])\n" +
            "  wrong type: 1: bn.running_var (file Int32, module Float32)\n" +
            "  unexpected in the file (1 of a classifier): 1: classifier.1.weight",
            report.ToString());
    }

    [Theory]
    [InlineData("fc.weight")]
    [InlineData("classifier.6.bias")]
    [InlineData("heads.head.weight")]
    public void A_complete_load_allows_a_classifier_that_a_strict_one_refuses(string leftover)
    {
        using var scope = NewDisposeScope();
        Dictionary<string, Tensor> state = Copy(Net());
        state[leftover] = zeros(3);
        SafetensorsWriter.Write(_path, state);
        Sequential net = Net();
        Assert.Throws<InvalidDataException>(() => WeightLoading.Load(net, _path));
        WeightReport report = WeightLoading.Load(net, _path, new() { Matching = WeightMatching.Complete });
        Assert.Equal([leftover], report.ClassifierLeftovers);
        Assert.True(report.IsComplete && !report.IsExact);
        state.Remove("conv.weight");
        SafetensorsWriter.Write(_path, state);
        Assert.Throws<InvalidDataException>(() => WeightLoading.Load(net, _path, new() { Matching = WeightMatching.Complete }));
    }

    [Fact]
    public void A_prefix_chooses_the_part_of_the_module()
    {
        using var scope = NewDisposeScope();
        Sequential trunk = Net();
        SafetensorsWriter.Write(_path, trunk);
        Sequential whole = nn.Sequential(("trunk", Net()), ("head", nn.Linear(4, 2)));
        WeightReport report = WeightLoading.Load(whole, _path, new() { Prefix = "trunk." });
        Assert.True(report.IsExact);
        Assert.All(report.Matched, name => Assert.StartsWith("trunk.", name, StringComparison.Ordinal));
        Assert.All(trunk.state_dict(), entry => Assert.True(entry.Value.equal(whole.state_dict()["trunk." + entry.Key]).all().item<bool>()));
        Assert.Throws<ArgumentException>(() => WeightLoading.Load(whole, _path, new() { Prefix = "body." }));
    }

    [Theory]
    [InlineData("module.")]
    [InlineData("model.")]
    [InlineData("backbone.")]
    [InlineData("_orig_mod.")]
    [InlineData("module._orig_mod.model.")]
    public void A_prefix_of_all_names_of_the_file_is_left_off(string prefix)
    {
        using var scope = NewDisposeScope();
        Sequential net = Net();
        SafetensorsWriter.Write(_path, Copy(net).ToDictionary(entry => prefix + entry.Key, entry => entry.Value));
        WeightReport report = WeightLoading.Load(Net(), _path);
        Assert.True(report.IsExact);
        Assert.Equal(prefix, report.RemovedPrefix);
    }

    [Fact]
    public void A_prefix_of_some_names_or_of_the_module_too_stays()
    {
        using var scope = NewDisposeScope();
        Dictionary<string, Tensor> state = Copy(Net()).ToDictionary(entry => "module." + entry.Key, entry => entry.Value);
        state["epoch"] = tensor(3L);
        SafetensorsWriter.Write(_path, state);
        WeightReport report = WeightLoading.Load(Net(), _path, new() { Matching = WeightMatching.Partial });
        Assert.Empty(report.Matched);
        Assert.Equal("", report.RemovedPrefix);
        Sequential model = nn.Sequential(("model", Net()));
        SafetensorsWriter.Write(_path, model);
        Assert.True(WeightLoading.Load(nn.Sequential(("model", Net())), _path).IsExact);
    }

    [Fact]
    public void A_given_map_renames_and_two_names_for_one_tensor_are_refused()
    {
        using var scope = NewDisposeScope();
        Linear linear = nn.Linear(2, 3);
        var map = new WeightNameMap("mine", name => name is "kernel" or "kernel2" ? "weight" : name);
        SafetensorsWriter.Write(_path, new Dictionary<string, Tensor> { ["kernel"] = full([3, 2], 7f), ["bias"] = zeros(3) });
        WeightReport report = WeightLoading.Load(linear, _path, new() { Names = map });
        Assert.Equal("mine", report.NameStyle);
        Assert.Equal(7f, linear.weight!.mean().item<float>());
        SafetensorsWriter.Write(_path, new Dictionary<string, Tensor> { ["kernel"] = zeros(3, 2), ["kernel2"] = zeros(3, 2), ["bias"] = zeros(3) });
        InvalidDataException refused = Assert.Throws<InvalidDataException>(() => WeightLoading.Load(linear, _path, new() { Names = map }));
        Assert.Contains("expected one tensor for 'weight', found two, 'kernel' and 'kernel2'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_fingerprint_is_of_values_and_names_not_of_memory()
    {
        using var scope = NewDisposeScope();
        Conv2d first = nn.Conv2d(3, 4, 3);
        Conv2d second = nn.Conv2d(3, 4, 3);
        second.load_state_dict(first.state_dict());
        Assert.Matches("^[0-9a-f]{64}$", WeightFingerprint.Of(first));
        Assert.Equal(WeightFingerprint.Of(first), WeightFingerprint.Of(second));
        using (no_grad())
        {
            second.weight!.set_(second.weight!.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2));
            Assert.False(second.weight!.is_contiguous());
            Assert.Equal(WeightFingerprint.Of(first), WeightFingerprint.Of(second));
            second.weight![0, 0, 0, 0] += 1e-6f;
        }

        Assert.NotEqual(WeightFingerprint.Of(first), WeightFingerprint.Of(second));
        Assert.NotEqual(WeightFingerprint.Of(nn.Sequential(("a", first))), WeightFingerprint.Of(nn.Sequential(("b", first))));
    }

    private static Sequential Net() => nn.Sequential(("conv", nn.Conv2d(3, 4, 3)), ("bn", nn.BatchNorm2d(4)));

    private static Dictionary<string, Tensor> Copy(nn.Module module) => module.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.detach().clone());
}
