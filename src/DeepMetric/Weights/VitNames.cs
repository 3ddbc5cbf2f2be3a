using System.Text.RegularExpressions;

namespace DeepMetric.Weights;

/// <summary>The habits of naming a vision transformer's tensors. The target is always torchvision's (0.13 and later).</summary>
public static partial class VitNames
{
    private static readonly (string From, string To)[] Ends =
    [
        ("cls_token", "class_token"),
        ("pos_embed", "encoder.pos_embedding"),
        ("patch_embed.proj.", "conv_proj."),
        ("norm.", "encoder.ln."),
        ("head.", "heads.head."),
    ];

    private static readonly (string From, string To)[] Parts =
    [
        ("norm1.", "ln_1."),
        ("norm2.", "ln_2."),
        ("attn.qkv.", "self_attention.in_proj_"),
        ("attn.proj.", "self_attention.out_proj."),
        ("mlp.fc1.", "mlp.0."),
        ("mlp.fc2.", "mlp.3."),
    ];

    /// <summary>From timm's: <c>cls_token</c>, <c>blocks.N.attn.qkv.weight</c>, <c>blocks.N.mlp.fc1.weight</c>, …</summary>
    /// <remarks>The rows of timm's <c>qkv</c> are queries, keys, values, as in torchvision's <c>in_proj</c>, so values are copied as they are.</remarks>
    public static WeightNameMap FromTimm { get; } = new("timm", Timm);

    /// <summary>From torchvision's before 0.13, whose layers of the MLP are <c>linear_1</c> and <c>linear_2</c>.</summary>
    public static WeightNameMap FromOlderTorchvision { get; } =
        new("torchvision before 0.13", name => OlderMlp().Replace(name, part => part.Groups[1].Value == "1" ? ".mlp.0." : ".mlp.3."));

    /// <summary>The map that a set of names asks for, or null where none does.</summary>
    /// <param name="names">All names of a file.</param>
    public static WeightNameMap? Detect(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        bool patches = false;
        bool blocks = false;
        bool older = false;
        foreach (string name in names)
        {
            patches |= name.StartsWith("patch_embed.proj.", StringComparison.Ordinal);
            blocks |= TimmBlock().IsMatch(name);
            older |= name.StartsWith("encoder.layers.", StringComparison.Ordinal) && OlderMlp().IsMatch(name);
        }

        return patches && blocks ? FromTimm : older ? FromOlderTorchvision : null;
    }

    private static string Timm(string name)
    {
        if (TimmBlock().Match(name) is { Success: true } block)
        {
            foreach ((string from, string to) in Parts)
            {
                if (block.Groups[2].Value.StartsWith(from, StringComparison.Ordinal))
                {
                    return $"encoder.layers.encoder_layer_{block.Groups[1].Value}.{to}{block.Groups[2].Value[from.Length..]}";
                }
            }

            return name;
        }

        foreach ((string from, string to) in Ends)
        {
            if (from[^1] == '.' ? name.StartsWith(from, StringComparison.Ordinal) : name == from)
            {
                return to + name[from.Length..];
            }
        }

        return name;
    }

    [GeneratedRegex(@"^blocks\.([0-9]+)\.((?:norm1|norm2|attn|mlp)\..+)$", RegexOptions.CultureInvariant)]
    private static partial Regex TimmBlock();

    [GeneratedRegex(@"\.mlp\.linear_([12])\.", RegexOptions.CultureInvariant)]
    private static partial Regex OlderMlp();
}
