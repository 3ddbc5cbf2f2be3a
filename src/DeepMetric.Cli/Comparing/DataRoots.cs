namespace DeepMetric.Cli.Comparing;

/// <summary>The folders that hold one folder per data set.</summary>
internal static class DataRoots
{
    /// <summary>The option that names one.</summary>
    public const string Option = "--data-root";

    /// <summary>The environment variable that is read where the option is not given.</summary>
    public const string Variable = "DEEPMETRIC_DATA";

    /// <summary>The folders given, else those of the environment variable.</summary>
    /// <param name="given">The folders given as options.</param>
    /// <param name="variable">The value of an environment variable, or null.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<string>? given, Func<string, string?> variable) =>
        given is { Count: > 0 } ? given : variable(Variable)?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
