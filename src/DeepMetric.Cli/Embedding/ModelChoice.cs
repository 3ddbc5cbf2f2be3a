using DeepMetric.Lab.Runner;

namespace DeepMetric.Cli.Embedding;

/// <summary>Tells a model's folder from others.</summary>
internal static class ModelChoice
{
    /// <summary>Refuses a folder that holds no model.</summary>
    /// <param name="folder">The folder, as given.</param>
    /// <exception cref="UsageException">It holds none.</exception>
    public static void Check(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new UsageException($"--model: expected a folder with a model, found no folder '{folder}'.");
        }

        if (!File.Exists(Path.Combine(folder, ModelFolder.CardName)))
        {
            throw new UsageException($"--model: expected a folder with a model ({ModelFolder.CardName} and {ModelFolder.WeightsName}), found no {ModelFolder.CardName} in '{folder}'.");
        }
    }
}
