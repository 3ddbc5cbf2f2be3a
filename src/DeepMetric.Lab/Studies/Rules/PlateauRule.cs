using System.Text.Json.Nodes;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Studies.Rules;

/// <summary>A canary: a loss that comes to rest at a value which a net reaches without knowing labels.</summary>
/// <remarks>
/// <para>Contrastive losses with squared hinges: p (1 − p) m², p the share of negative pairs; all pairs are then at the distance p m.</para>
/// <para>Triplets with a hinge: m, with a soft margin ln 2; positives and negatives are then equally far.</para>
/// <para>At rest: over the last 3 tenths of the steps the loss moves by less than 2 % and stays within 3 % of the value.</para>
/// </remarks>
public sealed class PlateauRule : IStudyRule
{
    private const double Moves = 0.02;
    private const double Within = 0.03;

    /// <inheritdoc/>
    public string Id => "plateau";

    /// <inheritdoc/>
    public IEnumerable<StudyFinding> Inspect(StudyResults results, FinishedRuns runs)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(runs);
        foreach (FinalRun[] arm in runs.Finals().GroupBy(final => final.Place).Select(finals => finals.ToArray()))
        {
            (string What, double Value)?[] found = [.. arm.Select(final => PlateauOf(final.Dataset, final.Run, final.Outcome.Trace))];
            if (found.Count(plateau => plateau is not null) * 2 > found.Length)
            {
                (string what, double value) = found.First(plateau => plateau is not null)!.Value;
                yield return arm[0].Warn(
                    Id,
                    FormattableString.Invariant($"On {arm[0].Dataset.Name} the loss of {arm[0].Run.Arm} came to rest at {value:0.0000}, which is {what}: a net reaches it without knowing labels."));
            }
        }
    }

    private static (string What, double Value)? PlateauOf(ResolvedDataset dataset, PlannedRun run, TrainingTrace? trace)
    {
        if (trace is not { Losses.Count: >= 4 } || ValueOf(dataset, run, trace) is not (string what, double value))
        {
            return null;
        }

        double[] last = [.. trace.Losses.TakeLast(3)];
        bool rests = last.Max() - last.Min() < Moves * last.Average();
        return rests && last.All(loss => Math.Abs(loss - value) < Within * value) ? (what, value) : null;
    }

    private static (string What, double Value)? ValueOf(ResolvedDataset dataset, PlannedRun run, TrainingTrace trace)
    {
        ArmSpec arm = run.Unit.Run.Arms[0];
        JsonObject settings = dataset.Run.Arms.FirstOrDefault(candidate => candidate.Name == run.Arm)?.Settings.Values.FirstOrDefault() ?? [];
        double? Number(string name) => (arm.Options[name] ?? settings[name]) is JsonValue value && value.TryGetValue(out double number) ? number : null;
        bool Flag(string name) => (arm.Options[name] ?? settings[name]) is JsonValue value && value.TryGetValue(out bool flag) && flag;
        switch (arm.Loss)
        {
            case "contrastive" or "contrastive-drawn-pairs" or "contrastive-broadcast" when trace.NegativeShare is double share:
                bool squared = arm.Loss != "contrastive" || Flag("squared");
                double margin = Number("margin") ?? Number("negativeMargin") ?? 1;
                return squared ? (FormattableString.Invariant($"p(1-p)m² for p = {share:0.00} and m = {margin:0.##}"), share * (1 - share) * margin * margin) : null;
            case "triplet" when Flag("smooth"):
            case "batch-hard-soft-margin":
                return ("ln 2, the loss of collapsed soft-margin triplets", Math.Log(2));
            case "triplet":
                double m = Number("margin") ?? 1;
                return (FormattableString.Invariant($"m = {m:0.##}, the loss of collapsed triplets"), m);
            default:
                return null;
        }
    }
}
