using System.Text.Json.Nodes;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Reports.Sections;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Studies;

namespace DeepMetric.Lab.Reports.Studies;

/// <summary>Everything that decided the numbers, then the machines they were made on.</summary>
internal static class StudySettings
{
    /// <summary>Writes the two parts.</summary>
    public static void Write(Markup html, StudyModel model)
    {
        using (Section.Open(html, "settings", "Settings"))
        {
            SettingsSection.WritePairs(html, "What decided the numbers", Of(model));
            foreach (ResolvedDataset set in model.Spec.Datasets)
            {
                using (html.In("details"))
                {
                    html.Element("summary", $"Settings on {set.Name}");
                    SettingsSection.WritePairs(html, $"What decided the numbers on {set.Name}", Of(set));
                }
            }
        }

        using (Section.Open(html, "environment", "Environment"))
        {
            if (model.Input.Environment.Count == 0)
            {
                html.Element("p", "Not recorded.");
                return;
            }

            SettingsSection.WritePairs(html, "Machines and software", model.Input.Environment);
        }
    }

    /// <summary>What holds for the whole study.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(StudyModel model)
    {
        StudyFile file = model.File;
        foreach (StudyArm arm in file.Arms)
        {
            yield return new($"arm {arm.Title}", Describe(arm));
        }

        yield return new("first metrics", string.Join(", ", file.Metrics.Select(metric => MetricCatalog.Get(metric).Title)));
        yield return new("seeds", $"1 to {Numerals.Count(file.Seeds)}");
        if (file.Folds is int folds)
        {
            yield return new("folds", $"{Numerals.Count(folds)} of the training classes");
        }

        if (file.Tracks.Contains(Track.MarginMatched))
        {
            yield return new("margins matched", $"with {file.MarginMatching.Reference ?? file.Arms[0].Title}, out of {string.Join(", ", file.MarginMatching.Grid.Select(Numerals.Plain))}, within {Numerals.Percent(file.MarginMatching.Tolerance)}");
        }

        if (file.Tracks.Contains(Track.BudgetMatched))
        {
            yield return new("budgets matched", file.BudgetMatch == BudgetMatch.GradientMass ? "equal gradient mass" : "equal forward passes");
        }

        if (file.Tracks.Contains(Track.Tuned))
        {
            yield return new(
                "tuned",
                $"{Numerals.Count(file.Tuning.Trials)} trials by {(file.Tuning.Search == SearchKind.Tpe ? "tree-structured Parzen estimates" : "random search")}, judged by {model.TuningMetric.Title}, "
                + $"{Numerals.Percent(file.Tuning.ValidationShare)} set aside{(file.Tuning.Epochs is int epochs ? $", {StudyModel.Counted(epochs, "epoch")} a trial" : string.Empty)}");
        }

        yield return new("device", $"{file.Device}, {StudyModel.Counted(file.Threads, "thread")} a training");
    }

    /// <summary>What holds on one data set.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(ResolvedDataset set)
    {
        ComparisonSpec run = set.Run;
        yield return new("data", set.Items.Data);
        yield return new("split", run.Split?.Name ?? set.Items.Split ?? "as it comes");
        yield return new("source", set.Facts.Source);
        yield return new("licence", set.Facts.Licence);
        yield return new("SHA-256 of the data", run.DatasetSha256);
        yield return new("net", $"{run.Net.Backbone}, embedding of {Numerals.Count(run.Net.EmbeddingSize)} dimensions{(run.Net.FreezeTrunk ? ", only the head trained" : string.Empty)}");
        yield return new("training", $"{StudyModel.Counted(run.Experiments[0].Epochs, "epoch")}{(run.Experiments[0].CoarseLabels ? ", on coarse labels" : string.Empty)}");
        yield return new("batch", $"{Numerals.Count(run.ClassesPerBatch)} classes × {Numerals.Count(run.SamplesPerClass)} items");
        yield return new(
            "optimiser",
            $"Adam, learning rate {Numerals.Plain(run.Optimization.LearningRate)}, times {Numerals.Plain(run.Optimization.LossRate)} for what a loss learns, schedule {run.Optimization.Schedule}"
            + $"{(run.Optimization.WarmUp > 0 ? $" after a warm-up of {Numerals.Plain(run.Optimization.WarmUp)}" : string.Empty)}, weight decay {Numerals.Plain(run.Optimization.WeightDecay)}");
    }

    private static string Describe(StudyArm arm)
    {
        string options = string.Concat(arm.Options.Select(option => $", {option.Key} = {Show(option.Value)}"));
        string miner = arm.Miner is { } chosen ? $", mined by {chosen.Name}{string.Concat(chosen.Options.Select(option => $", {option.Key} = {Show(option.Value)}"))}" : string.Empty;
        string batch = arm.ClassesPerBatch is null && arm.SamplesPerClass is null ? string.Empty : $", batches of {arm.ClassesPerBatch?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "the usual"} classes × {arm.SamplesPerClass?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "the usual number of"} items";
        string where = (arm.Datasets is { } sets ? $", on {string.Join(", ", sets)} alone" : string.Empty) + (arm.Tracks is { } tracks ? $", {string.Join(", ", tracks.Select(StudyWords.Of))} alone" : string.Empty);
        return $"loss {arm.Loss}, form {arm.Form}{options}{miner}{batch}{where}";
    }

    private static string Show(JsonNode? value) => value?.ToJsonString() ?? "null";
}
