using DeepMetric.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Weights;

public sealed class SafetensorsIndexTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("deepmetric-").FullName;

    public SafetensorsIndexTests()
    {
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(Path.Combine(_folder, "one.safetensors"), new Dictionary<string, Tensor> { ["weight"] = full([3, 2], 4f) });
        SafetensorsWriter.Write(Path.Combine(_folder, "two.safetensors"), new Dictionary<string, Tensor> { ["bias"] = full([3], 5f), ["other"] = ones(1) });
    }

    private string Index => Path.Combine(_folder, "model.safetensors.index.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Files_named_by_an_index_are_one_set_of_weights()
    {
        File.WriteAllText(Index, """{"metadata":{"total_size":36,"x":[{}]},"weight_map":{"weight":"one.safetensors","bias":"two.safetensors"}}""");
        using var scope = NewDisposeScope();
        TorchSharp.Modules.Linear linear = nn.Linear(2, 3);
        WeightReport report = WeightLoading.Load(linear, Index);
        Assert.True(report.IsExact);
        Assert.Equal((24f, 15f), (linear.weight!.sum().item<float>(), linear.bias!.sum().item<float>()));
    }

    [Theory]
    [InlineData("{}", "expected a weight_map, found none")]
    [InlineData("{\"weight_map\":{\"weight\":\"three.safetensors\"}}", "at byte 15: expected a file")]
    [InlineData("{\"weight_map\":{\"weight\":\"../one.safetensors\"}}", "in the index's own folder")]
    [InlineData("{\"weight_map\":{\"weight\":\"..\"}}", "in the index's own folder")]
    [InlineData("{\"weight_map\":{\"weight\":\"/etc/passwd\"}}", "in the index's own folder")]
    [InlineData("{\"weight_map\":{\"weight\":\"two.safetensors\"}}", "expected a tensor 'weight' in 'two.safetensors', found none")]
    [InlineData("{\"weight_map\":{\"bias\":\"two.safetensors\",\"bias\":\"two.safetensors\"}}", "expected one tensor 'bias', found a second one")]
    [InlineData("{\"weight_map\":{},\"weight_map\":{}}", "expected one weight_map, found a second one")]
    [InlineData("{\"weight_map\":[]}", "as a JSON object, found an array")]
    [InlineData("{\"a\":", "text that is no JSON")]
    [InlineData("", "the index as a JSON object")]
    public void A_bad_index_is_refused_by_file_and_place(string json, string expected)
    {
        File.WriteAllText(Index, json);
        InvalidDataException refused = Assert.Throws<InvalidDataException>(() => WeightSource.Open(Index));
        Assert.StartsWith($"{Index}: at byte ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }
}
