using DeepMetric.Cli.Comparing;
using DeepMetric.Lab.Runner;

namespace DeepMetric.Cli.Embedding;

/// <summary>What a command asked for.</summary>
/// <param name="Job">What is embedded, by which model and whereto.</param>
/// <param name="Command">The command as it was given.</param>
/// <param name="Json">Whether one JSON object is written.</param>
/// <param name="Quiet">Whether progress is left out.</param>
internal sealed record EmbedRequest(EmbeddingJob Job, GivenCommand Command, bool Json, bool Quiet)
{
    /// <summary>The option that goes on with what is left.</summary>
    public const string Resume = "--resume";

    /// <summary>The command that goes on.</summary>
    public string Resuming()
    {
        GivenCommand again = Command with { Options = [.. Command.Options.Where(option => option.Key != Resume), new(Resume, null)] };
        return string.Join(' ', Job.Files.Select(GivenCommand.Quote).Prepend(again.ToString()));
    }
}
