using DeepMetric.Weights;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Weights;

public sealed class VitNamesTests : IDisposable
{
    // Both sides written out by hand, from the two libraries' own state dictionaries of a ViT with two blocks.
    private static readonly (string Timm, string Torchvision)[] Names =
    [
        ("cls_token", "class_token"),
        ("pos_embed", "encoder.pos_embedding"),
        ("patch_embed.proj.weight", "conv_proj.weight"),
        ("patch_embed.proj.bias", "conv_proj.bias"),
        .. Block(0),
        .. Block(11),
        ("norm.weight", "encoder.ln.weight"),
        ("norm.bias", "encoder.ln.bias"),
        ("head.weight", "heads.head.weight"),
        ("head.bias", "heads.head.bias"),
    ];

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Every_name_of_timm_becomes_that_of_torchvision()
    {
        Assert.All(Names, pair => Assert.Equal(pair.Torchvision, VitNames.FromTimm.Map(pair.Timm)));
        Assert.Equal(Names.Length, Names.Select(pair => VitNames.FromTimm.Map(pair.Timm)).Distinct().Count());
        Assert.All((string[])["fc_norm.weight", "blocks.0.ls1.gamma", "blocks.x.norm1.weight", "reg_token", "norm_pre.weight"], name => Assert.Equal(name, VitNames.FromTimm.Map(name)));
    }

    [Fact]
    public void Older_names_of_torchvision_become_the_newer()
    {
        Assert.Equal("encoder.layers.encoder_layer_3.mlp.0.weight", VitNames.FromOlderTorchvision.Map("encoder.layers.encoder_layer_3.mlp.linear_1.weight"));
        Assert.Equal("encoder.layers.encoder_layer_3.mlp.3.bias", VitNames.FromOlderTorchvision.Map("encoder.layers.encoder_layer_3.mlp.linear_2.bias"));
        Assert.Equal("conv_proj.weight", VitNames.FromOlderTorchvision.Map("conv_proj.weight"));
    }

    [Fact]
    public void The_habit_is_told_from_the_names()
    {
        Assert.Same(VitNames.FromTimm, VitNames.Detect(Names.Select(pair => pair.Timm)));
        Assert.Null(VitNames.Detect(Names.Select(pair => pair.Torchvision)));
        Assert.Same(VitNames.FromOlderTorchvision, VitNames.Detect(["encoder.layers.encoder_layer_0.mlp.linear_1.weight"]));
        Assert.Null(VitNames.Detect(["conv1.weight", "layer1.0.conv1.weight", "fc.weight"]));
    }

    [Fact]
    public void A_file_of_timm_loads_into_a_module_of_torchvision()
    {
        using var scope = NewDisposeScope();
        nn.Module module = new Named(Names.Select(pair => pair.Torchvision).Where(name => !name.StartsWith("heads.", StringComparison.Ordinal)));
        Dictionary<string, Tensor> state = Names.Select((pair, i) => (pair.Timm, i)).ToDictionary(entry => "model." + entry.Timm, entry => full([1], (float)entry.i));
        SafetensorsWriter.Write(_path, state);
        WeightReport report = WeightLoading.Load(module, _path, new() { Matching = WeightMatching.Complete });
        Assert.Equal(("timm", "model."), (report.NameStyle, report.RemovedPrefix));
        Assert.Equal(["model.head.bias", "model.head.weight"], report.ClassifierLeftovers);
        Assert.Contains("(names of timm, without the prefix 'model.')", report.ToString(), StringComparison.Ordinal);
        Dictionary<string, Tensor> loaded = module.state_dict();
        Assert.All(Names.SkipLast(2).Select((pair, i) => (pair, i)), entry => Assert.Equal(entry.i, loaded[entry.pair.Torchvision].item<float>()));
    }

    private static IEnumerable<(string Timm, string Torchvision)> Block(int number) => new (string, string)[]
    {
        ("norm1.weight", "ln_1.weight"), ("norm1.bias", "ln_1.bias"),
        ("attn.qkv.weight", "self_attention.in_proj_weight"), ("attn.qkv.bias", "self_attention.in_proj_bias"),
        ("attn.proj.weight", "self_attention.out_proj.weight"), ("attn.proj.bias", "self_attention.out_proj.bias"),
        ("norm2.weight", "ln_2.weight"), ("norm2.bias", "ln_2.bias"),
        ("mlp.fc1.weight", "mlp.0.weight"), ("mlp.fc1.bias", "mlp.0.bias"),
        ("mlp.fc2.weight", "mlp.3.weight"), ("mlp.fc2.bias", "mlp.3.bias"),
    }.Select(pair => ($"blocks.{number}.{pair.Item1}", $"encoder.layers.encoder_layer_{number}.{pair.Item2}"));

    /// <summary>One number under each name.</summary>
    private sealed class Named : nn.Module
    {
        public Named(IEnumerable<string> names)
            : base(nameof(Named))
        {
            foreach (string name in names)
            {
                register_parameter(name, new Parameter(full([1], -1f)));
            }
        }
    }
}
