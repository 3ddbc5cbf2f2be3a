namespace DeepMetric.Cli.Comparing;

/// <summary>The options that are spoken of elsewhere than where they are read.</summary>
internal static class CompareOptionNames
{
    /// <summary>The option that names the run folder.</summary>
    public const string Out = "--out";

    /// <summary>The option that goes on with a run.</summary>
    public const string Resume = "--resume";
}
