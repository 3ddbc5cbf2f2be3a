using System.Text.Json.Nodes;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Reports.Sections;

/// <summary>Everything that decided the numbers, then the machine they were made on.</summary>
internal static class SettingsSection
{
    /// <summary>Writes the two parts.</summary>
    public static void Write(Markup html, ReportModel model)
    {
        using (Section.Open(html, "settings", "Settings"))
        {
            WritePairs(html, "What decided the numbers", Settings(model));
        }

        using (Section.Open(html, "environment", "Environment"))
        {
            if (model.Input.Environment.Count == 0)
            {
                html.Element("p", "Not recorded.");
                return;
            }

            WritePairs(html, "Machine and software", model.Input.Environment);
        }
    }

    /// <summary>Writes a table of names and values.</summary>
    public static void WritePairs(Markup html, string caption, IEnumerable<KeyValuePair<string, string>> pairs)
    {
        using (html.In("table", ("class", "pairs-table")))
        {
            html.Element("caption", caption);
            using (html.In("tbody"))
            {
                foreach ((string name, string value) in pairs)
                {
                    using (html.In("tr"))
                    {
                        html.Element("th", name, ("scope", "row"));
                        html.Element("td", value);
                    }
                }
            }
        }
    }

    /// <summary>Every option with its value; where forms differ, by form.</summary>
    private static string Options(ArmSpec arm)
    {
        static string List(JsonObject options) => string.Concat(options.Select(option => $", {option.Key} = {option.Value?.ToJsonString() ?? "null"}"));
        string[] forms = [.. arm.Settings.Values.Select(List).Distinct()];
        return forms.Length switch
        {
            0 => List(arm.Options),
            1 => forms[0],
            _ => string.Join(";", arm.Settings.Select(form => $" {form.Key}{List(form.Value)}")),
        };
    }

    private static IEnumerable<KeyValuePair<string, string>> Settings(ReportModel model)
    {
        ComparisonSpec spec = model.Spec;
        DatasetFacts data = model.Results.Dataset;
        yield return new("data set", spec.Dataset);
        yield return new("source", data.Source);
        yield return new("licence", data.Licence);
        yield return new("SHA-256 of the data", spec.DatasetSha256);
        yield return new("shuffled labels", spec.ShuffledLabels);
        foreach (ArmSpec arm in spec.Arms)
        {
            yield return new($"arm {arm.Name}", $"loss {arm.Loss}{Options(arm)}");
        }

        foreach (ExperimentSpec experiment in spec.Experiments)
        {
            string labels = (experiment.CoarseLabels ? ", trained on coarse labels" : string.Empty) + (experiment.Arms is { } arms ? $", {string.Join(", ", arms)} alone" : string.Empty);
            yield return new($"experiment {experiment.Name}", $"form {experiment.Form}, {Numerals.Count(experiment.Epochs)} epochs{labels}");
        }

        yield return new("seeds", string.Join(", ", spec.Seeds.Select(seed => Numerals.Count(seed))));
        yield return new("net", $"{spec.Net.Backbone}, embedding of {Numerals.Count(spec.Net.EmbeddingSize)} dimensions");
        yield return new("batch", $"{Numerals.Count(spec.ClassesPerBatch)} classes × {Numerals.Count(spec.SamplesPerClass)} items");
        yield return new("optimiser", $"Adam, learning rate {Numerals.Plain(spec.Optimization.LearningRate)}, times {Numerals.Plain(spec.Optimization.LossRate)} for what a loss learns");
        yield return new("update norm", $"every {Numerals.Count(spec.UpdateNormEvery)} steps");
        yield return new("device", $"{spec.Device}, {Numerals.Count(spec.Threads)} threads");
    }
}
