using System.CommandLine;
using DeepMetric.Lab.Runner;
using DeepMetric.Models;

namespace DeepMetric.Cli.Commands;

/// <summary>The options that choose a net.</summary>
internal sealed class NetOptions
{
    private readonly Option<string?> _backbone = Backbone();
    private readonly Option<int?> _embeddingSize = OptionValues.WholeNumber("--embedding-size", 2, "Dimensions of the embedding. [default: by net]");
    private readonly Option<string> _pooling = OptionValues.OneOf("--pooling", "How a feature map becomes features: average, or gem (a learned power).", ["average", "gem"]);
    private readonly Option<int[]?> _headHidden = OptionValues.WholeNumbers("--head", 1, "Units of the head's hidden layers, such as 512 or 512,256. [default: none, a linear head]");
    private readonly Option<string?> _weights = OptionValues.File("--weights", "The trunk's first weights, a safetensors file in torchvision's or timm's names.");
    private readonly Option<bool> _freezeTrunk = new("--freeze-trunk") { Description = "Train the head alone; each image goes through the trunk once." };
    private readonly Option<bool> _freezeBatchNorm = new("--freeze-batch-norm") { Description = "Leave batch norms as they are." };

    /// <summary>The option that chooses a backbone.</summary>
    public static Option<string?> Backbone() => OptionValues.Checked(
        "--backbone",
        "NAME|FILE",
        $"The net: {string.Join(", ", ModelCatalog.Names)}; or a TorchScript module (.pt) or an ONNX model (.onnx, frozen). [default: convnet for images, mlp for vectors]",
        text => ModelCatalog.Names.Contains(text) || (BackboneFile.IsFile(text) && File.Exists(text)),
        BackboneFile.IsFile,
        $"one of {string.Join(", ", ModelCatalog.Names)}, or an existing .pt or .onnx file",
        ModelCatalog.Names);

    /// <summary>The options, in the order of the help.</summary>
    public IEnumerable<Option> All => [_backbone, _embeddingSize, _pooling, _headHidden, _weights, _freezeTrunk, _freezeBatchNorm];

    /// <summary>What a command chose.</summary>
    /// <param name="parsed">The command, without errors.</param>
    public NetChoices Read(ParseResult parsed) => new()
    {
        Backbone = parsed.GetValue(_backbone),
        EmbeddingSize = parsed.GetValue(_embeddingSize),
        Pooling = parsed.GetRequiredValue(_pooling),
        HeadHidden = parsed.GetValue(_headHidden) ?? [],
        Weights = parsed.GetValue(_weights),
        FreezeTrunk = parsed.GetValue(_freezeTrunk),
        FreezeBatchNorm = parsed.GetValue(_freezeBatchNorm),
    };
}
