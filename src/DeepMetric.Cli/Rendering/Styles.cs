using DeepMetric.Lab.Claims;
using Spectre.Console;

namespace DeepMetric.Cli.Rendering;

/// <summary>Colours; none of them is needed to understand a line.</summary>
internal static class Styles
{
    /// <summary>What stands in the background.</summary>
    public static Style Quiet { get; } = new(Color.Grey);

    /// <summary>Headings.</summary>
    public static Style Heading { get; } = new(decoration: Decoration.Bold);

    /// <summary>What is better, or holds.</summary>
    public static Style Good { get; } = new(Color.Green);

    /// <summary>What is wrong.</summary>
    public static Style Bad { get; } = new(Color.Red);

    /// <summary>What wants care.</summary>
    public static Style Careful { get; } = new(Color.Yellow);

    /// <summary>The colour of a verdict.</summary>
    /// <param name="verdict">The verdict.</param>
    public static Style Of(Verdict verdict) => verdict switch
    {
        Verdict.Supported => Good,
        Verdict.Contradicted => Bad,
        Verdict.SupportedExplainedByScale or Verdict.Mixed => Careful,
        _ => Quiet,
    };
}
