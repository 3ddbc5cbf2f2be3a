using System.Globalization;
using DeepMetric.Cli.Rendering;
using DeepMetric.Lab.Runs;

namespace DeepMetric.Cli.Reporting;

/// <summary>Where and how long a run was made, in the words of the report.</summary>
internal static class EnvironmentPairs
{
    /// <summary>A name and a value for each fact that is known.</summary>
    /// <param name="environment">Where it was made; null where that was not written.</param>
    /// <param name="timings">How long it took; null where that was not written.</param>
    public static IEnumerable<KeyValuePair<string, string>> Of(EnvironmentFacts? environment, Timings? timings)
    {
        if (environment is not null)
        {
            foreach (KeyValuePair<string, string> version in environment.Versions)
            {
                yield return version;
            }

            yield return new("operating system", environment.OperatingSystem);
            yield return new("processor", string.Join(", ", new[] { environment.Cpu, Cores(environment.Cores), environment.Simd }.OfType<string>()));
            yield return new("threads", environment.Threads.ToString(CultureInfo.InvariantCulture));
            yield return new("device", environment.Device);
            if (environment.GitCommit is string commit)
            {
                yield return new("commit", commit);
            }

            yield return new("started", environment.StartedAt.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture));
            yield return new("command", environment.Command);
        }

        if (timings is not null)
        {
            yield return new("training", Durations.Words(timings.Units.Sum(unit => unit.TrainingSeconds)));
            yield return new("evaluation", Durations.Words(timings.BaselineSeconds + timings.Units.Sum(unit => unit.EvaluationSeconds)));
        }
    }

    private static string Cores(int count) => count == 1 ? "1 core" : string.Create(CultureInfo.InvariantCulture, $"{count} cores");
}
