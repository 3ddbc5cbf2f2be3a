using System.Text.Json.Nodes;
using DeepMetric.Datasets;
using DeepMetric.Lab.Specs;
using DeepMetric.Losses;

namespace DeepMetric.Lab.Runner;

/// <summary>Turns a user's choices into a complete specification.</summary>
public static class ComparisonDefaults
{
    /// <summary>The specification of a comparison: what was chosen, and the data set's defaults for the rest.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="choices">What was chosen.</param>
    /// <exception cref="ArgumentException">A choice does not fit the data set or is not known.</exception>
    public static ComparisonSpec Create(DatasetSplit data, ComparisonChoices choices)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(choices);
        TrainingScale scale = TrainingScale.Of(data, choices.ClassesPerBatch, choices.SamplesPerClass, choices.Epochs);
        Check(choices.Losses.Count >= 1 && choices.Losses.Distinct().Count() == choices.Losses.Count, $"Expected different losses, found {string.Join(", ", choices.Losses)}.");
        Check(choices.Seeds >= 1, $"Expected at least 1 seed, found {choices.Seeds}.");
        scale.Check(data);
        Check(choices.Optimization.LearningRate > 0, $"Expected a learning rate above 0, found {choices.Optimization.LearningRate}.");
        Check(choices.Forms.Contains(FormNames.AuthorCode), $"Expected the form {FormNames.AuthorCode}, which the main experiment is in, among the forms, found {string.Join(", ", choices.Forms)}.");
        Optimization.OptionsOf(choices.Optimization, scale.Epochs, 1);
        ExperimentSpec[] experiments = Experiments(data, choices, scale.Epochs, scale.IsLarge);
        return new ComparisonSpec
        {
            Dataset = data.Name,
            DatasetSha256 = data.ComputeContentHash(),
            Arms = [.. choices.Losses.Select(loss => Arm(loss, choices, experiments))],
            Experiments = experiments,
            Seeds = [.. Enumerable.Range(1, choices.Seeds)],
            Split = DatasetSpecs.SplitOf(data),
            Images = DatasetSpecs.ImagesOf(data),
            Net = NetDefaults.Create(choices.Net, data.Train.ItemShape),
            ClassesPerBatch = scale.ClassesPerBatch,
            SamplesPerClass = scale.SamplesPerClass,
            Optimization = choices.Optimization,
            ShuffledLabels = choices.ShuffledLabels,
            Threads = choices.Threads ?? Environment.ProcessorCount,
            Device = choices.Device,
        };
    }

    private static ArmSpec Arm(string loss, ComparisonChoices choices, ExperimentSpec[] experiments)
    {
        JsonObject options = LossOptionChoices.Merged(loss, [], choices.LossOptions, choices.Margins);
        LossOptionChoices.Check(loss, LossForm.AuthorCode, options);
        IEnumerable<string> forms = experiments.Where(experiment => experiment.Has(loss)).Select(experiment => experiment.Form).Distinct();
        return new ArmSpec { Name = loss, Loss = loss, Options = options, Settings = forms.ToDictionary(form => form, form => LossCatalog.OptionsOf(loss, FormNames.Parse(form), options)) };
    }

    /// <summary>
    /// The main experiment, the one on coarse labels, and both again, shorter, in the paper's form. On a large set the last is left out for time:
    /// the claim on fine detail then has no verdict in the paper's form. Losses that have one form alone take no part in the runs in the paper's.
    /// </summary>
    private static ExperimentSpec[] Experiments(DatasetSplit data, ComparisonChoices choices, int epochs, bool large)
    {
        int shorter = Math.Max(1, epochs / 2);
        string[] withForms = [.. choices.Losses.Where(LossOptionChoices.HasForms)];
        string[]? paperArms = withForms.Length == choices.Losses.Count ? null : withForms;
        ExperimentSpec[] experiments =
        [
            new() { Name = ExperimentSpec.Main, Form = FormNames.AuthorCode, Epochs = epochs },
            new() { Name = ExperimentSpec.Fine, Form = FormNames.AuthorCode, Epochs = shorter, CoarseLabels = true },
            new() { Name = ExperimentSpec.Paper, Form = FormNames.Paper, Epochs = shorter, Arms = paperArms },
            new() { Name = ExperimentSpec.PaperFine, Form = FormNames.Paper, Epochs = shorter, CoarseLabels = true, Arms = paperArms },
        ];
        bool twoLevels = data.Train.Levels is not null && choices.ShuffledLabels == "none";
        return [.. experiments.Where(experiment => choices.Forms.Contains(experiment.Form) && experiment.Arms is not [] && (twoLevels || !experiment.CoarseLabels) && !(large && experiment.Name == ExperimentSpec.PaperFine))];
    }

    private static void Check(bool holds, string message)
    {
        if (!holds)
        {
            throw new ArgumentException(message);
        }
    }
}
