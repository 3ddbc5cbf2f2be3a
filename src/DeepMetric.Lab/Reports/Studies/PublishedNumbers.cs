using DeepMetric.Lab.Export;
using DeepMetric.Lab.Formatting;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Statistics;
using DeepMetric.Lab.Studies;

namespace DeepMetric.Lab.Reports.Studies;

/// <summary>Numbers of publications beside those of the study; an arm stands beside its variants as published, as coded and corrected.</summary>
internal static class PublishedNumbers
{
    private static readonly string[] Variants = ["-as-published", "-as-coded", "-corrected"];

    /// <summary>The table.</summary>
    public static StudyTable Table(StudyModel model) => new(
        "Published numbers and ours",
        [new("data set"), new("number"), new("published for"), new("published", true), new("our arm"), new("ours", true), new("ours − published", true), new("source")],
        [.. model.File.Published.OrderBy(number => Place(model, number.Dataset)).SelectMany(number => Rows(model, number))]);

    /// <summary>The arms of a study that are variants of one, itself first.</summary>
    public static IReadOnlyList<string> FamilyOf(string arm, IEnumerable<string> arms) =>
        [.. arms.Where(other => Stem(other) == Stem(arm)).OrderByDescending(other => other == arm).ThenBy(other => other.Length)];

    private static string Stem(string arm) => Variants.FirstOrDefault(variant => arm.EndsWith(variant, StringComparison.Ordinal)) is { } ending ? arm[..^ending.Length] : arm;

    private static int Place(StudyModel model, string dataset)
    {
        int place = model.Spec.Datasets.Select(set => set.Name).ToList().IndexOf(dataset);
        return place < 0 ? int.MaxValue : place;
    }

    private static IEnumerable<string[]> Rows(StudyModel model, PublishedNumber number)
    {
        string published = ResultFormat.Value(number.Metric, number.Value);
        string[] head = [number.Dataset, ResultFormat.Title(number.Metric), number.Arm, published];
        StudyEntry? entry = model.EntriesOf(number.Dataset).OrderBy(candidate => candidate.Results.Track).FirstOrDefault();
        IReadOnlyList<string> family = entry is null ? [] : FamilyOf(number.Arm, entry.Model.Arms.Select(arm => arm.Name));
        if (family.Count == 0)
        {
            yield return [.. head, entry is null ? "not run here" : Numerals.Missing, Numerals.Missing, Numerals.Missing, number.Source];
        }

        foreach (string arm in family)
        {
            ArmSummary? ours = MetricCatalog.All.Any(metric => metric.Id == number.Metric) ? entry!.Model.Summary(entry.Experiment, arm, number.Metric) : null;
            yield return
            [
                .. head,
                arm,
                ours is null ? Numerals.Missing : ResultFormat.Interval(ours),
                ours is null ? Numerals.Missing : Difference(number, ours),
                number.Source,
            ];
        }
    }

    private static string Difference(PublishedNumber number, ArmSummary ours)
    {
        double difference = ours.Mean - number.Value;
        string text = ResultFormat.Difference(new PairedComparison { Experiment = ours.Experiment, Metric = number.Metric, First = "published", Second = ours.Arm, Pairs = 1, Undefined = 0, Difference = difference, Significant = false });
        bool inside = ours is { Low: double low, High: double high } && number.Value >= low && number.Value <= high;
        return inside ? text + " (within)" : text;
    }
}
