using System.Globalization;
using System.Text.Json.Serialization;

namespace DeepMetric.Lab.Runs;

/// <summary>Names one training run: an experiment, an arm and a seed.</summary>
public readonly record struct UnitKey(string Experiment, string Arm, int Seed)
{
    /// <summary>The run's folder inside the run folder, e.g. <c>units/main/triplet/seed-1</c>.</summary>
    [JsonIgnore]
    public string RelativeFolder => string.Create(CultureInfo.InvariantCulture, $"units/{Experiment}/{Arm}/seed-{Seed}");
}
