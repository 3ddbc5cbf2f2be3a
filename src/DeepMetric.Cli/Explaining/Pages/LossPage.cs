using System.Globalization;
using System.Text;
using DeepMetric.Lab.Runs;

namespace DeepMetric.Cli.Explaining.Pages;

/// <summary>The page about a loss, in Markdown, of sections that every page has.</summary>
internal static class LossPage
{
    /// <summary>The first line of every generated page; what does not begin with it is nobody's to replace.</summary>
    public const string Marker = "<!-- Generated from the documentation comments;";

    /// <summary>The command that writes the pages anew.</summary>
    public const string Command = "dotnet run -c Release --project src/DeepMetric.Cli -- explain --all --markdown docs/losses --measurements benchmarks/results/losses-on-digits.json";

    /// <summary>The page.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="measured">What was measured; null where nothing was.</param>
    public static string Of(CatalogItem loss, LossMeasurements? measured)
    {
        var page = new StringBuilder();
        void Line(string text = "") => page.Append(text).Append('\n');
        void Section(string heading, params string?[] paragraphs)
        {
            Line();
            Line($"## {heading}");
            foreach (string paragraph in paragraphs.OfType<string>())
            {
                Line();
                Line(paragraph);
            }
        }

        Line($"{Marker} edit those of {loss.Class} and run: {Command} -->");
        Line($"# {loss.Name}");
        Line();
        Line(MarkdownText.Of(loss.Summary));
        Line();
        string weights = loss.LearnsWeights ? " It learns weights beside the net, so it has to know the number of classes and the embedding size." : "";
        Line($"`{loss.Class}` in C#, `--losses {loss.Name}` on the command line.{(loss.Term is null ? "" : $" A term is a {loss.Term}.")}{weights}");
        Section("Formula", [MarkdownText.Of(Beginning(loss.Formula ?? "Not written down.")), .. loss.Notes.Select(MarkdownText.Of)]);
        Section("When", MarkdownText.Of(Sentence(loss.When ?? "Nothing is said.")));
        Section("Options", Options(loss), Parts(loss));
        Section("Cost", MarkdownText.Of(Sentence(loss.Cost ?? "Nothing is said.")));
        Section("Paper and differences", MarkdownText.Of(loss.Paper ?? "Nothing is said."), loss.Differences is null ? null : $"Differs from it: {MarkdownText.Of(loss.Differences)}");
        Section("Laws", Laws(loss));
        Section("Measured here", Measured(loss, measured));
        return page.ToString();
    }

    /// <summary>A number with its interval, such as <c>0.954 (0.950 to 0.958)</c>.</summary>
    public static string Number(MeasuredNumber? number) => number switch
    {
        null => "",
        { Low: double low, High: double high } => string.Create(CultureInfo.InvariantCulture, $"{number.Mean:F3} ({low:F3} to {high:F3})"),
        _ => number.Mean.ToString("F3", CultureInfo.InvariantCulture),
    };

    private static string Options(CatalogItem loss)
    {
        if (loss.Options.Count == 0)
        {
            return "None.";
        }

        var table = new StringBuilder("| option | type | default | range | what it is |\n|---|---|---|---|---|");
        foreach (OptionFacts option in loss.Options)
        {
            string forms = string.Concat(option.InForms.Select(form => $" In the form `{form.Key}`: {form.Value}."));
            table.Append(CultureInfo.InvariantCulture, $"\n| `{option.Name}` | {option.Type} | {option.Default} | {option.Range} | {MarkdownText.Cell(option.Summary)}{forms} |");
        }

        return table.ToString();
    }

    private static string? Parts(CatalogItem loss)
    {
        string[] parts = [.. loss.Parts.Where(part => part.Name != "dimensions").Select(part => $"- {Sentence(part.Name)}: {MarkdownText.Of(part.Text)}")];
        return parts.Length == 0 ? null : string.Join('\n', parts);
    }

    private static string Laws(CatalogItem loss)
    {
        const string all = "All of them hold: the loss is a function of the batch alone, in any order, and its gradient is that function's.";
        return loss.Traits.Count == 0
            ? all
            : string.Join('\n', loss.Traits.Select(trait =>
                $"- `{trait.Name}`: {MarkdownText.Of(trait.Why)}{(trait.Excepts.Count == 0 ? "" : " These do not hold:")}" + string.Concat(trait.Excepts.Select(law => $"\n  - {law}"))));
    }

    private static string Measured(CatalogItem loss, LossMeasurements? measured)
    {
        if (measured is null || !measured.Losses.TryGetValue(loss.Name, out LossMeasurement? found))
        {
            return "Not measured.";
        }

        string seconds = found.SecondsPerTraining is double time ? time.ToString("F1", CultureInfo.InvariantCulture) : "";
        string cost = found.Cost is { } step
            ? string.Create(CultureInfo.InvariantCulture, $"\n\nForward and backward over a batch of {step.Batch:N0} items in {step.Classes} classes, {step.Dimension} dimensions: {step.Milliseconds:F0} ms, {step.Megabytes:F0} MB.")
            : "";
        return $"On `{measured.Dataset}` ({Count(measured.TrainItems)} training and {Count(measured.TestItems)} test items), net `{measured.Net}`, {Count(measured.Epochs)} epochs, "
            + $"mean and 95 % interval over {measured.Seeds.Count} seeds, with the default options; {measured.Machine}.\n\n"
            + "| MAP@R | Recall@1 | k-NN accuracy | seconds per training |\n|---|---|---|---|\n"
            + $"| {Number(found.MapAtR)} | {Number(found.RecallAt1)} | {Number(found.KnnAccuracy)} | {seconds} |{cost}";
    }

    private static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Sentence(string text) => char.IsAsciiLetterLower(text[0]) ? char.ToUpperInvariant(text[0]) + text[1..] : text;

    // A formula may begin with a symbol or a function, which no capital may change; "per pair" begins with a word.
    private static string Beginning(string formula) => formula.StartsWith("per ", StringComparison.Ordinal) ? Sentence(formula) : formula;
}
