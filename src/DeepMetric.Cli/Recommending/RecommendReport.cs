using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DeepMetric.Cli.Rendering;
using DeepMetric.Cli.Studying;
using DeepMetric.Lab.Recommending;
using DeepMetric.Lab.Store;
using DeepMetric.Lab.Studies;
using Spectre.Console;

namespace DeepMetric.Cli.Recommending;

/// <summary>Answers from what is complete, and writes the answer and the study's report.</summary>
internal static class RecommendReport
{
    private const int UnitsTold = 4;

    /// <summary>Where it stands what was decided before anything was trained.</summary>
    public static string PlanPath(StudyLayout layout) => Path.Combine(layout.Folder, "plan.json");

    /// <summary>Answers.</summary>
    /// <param name="console">Where it draws.</param>
    /// <param name="layout">The study's files.</param>
    /// <param name="plan">What was decided before.</param>
    /// <param name="clock">The time.</param>
    /// <param name="json">Whether to write one JSON object in place of text.</param>
    public static void Write(IAnsiConsole console, StudyLayout layout, RecommendPlan plan, BudgetClock clock, bool json)
    {
        var outcomes = new StudyOutcomes(layout);
        CompletePart? part = CompletePart.Of(layout.ReadSpec(), outcomes.Of);
        StudyLayout? answered = part is null ? null : part.IsWhole ? layout : PartFolder.Write(layout, part);
        StudyAnswer answer = part is null ? Nothing : Answer(part, layout, plan);
        if (answered is not null)
        {
            StudyReporting.Write(Silent(), answered, json: false);
        }

        if (part is { IsWhole: true } && StudyService.PlaceOf(layout).ImageCache is { } cache && Directory.Exists(cache))
        {
            Directory.Delete(cache, recursive: true);
        }

        var outcome = new RecommendOutcome
        {
            BudgetSeconds = clock.Budget,
            Seconds = clock.Elapsed,
            IsWhole = part is { IsWhole: true },
            Arm = answer.Arm,
            Sentences = answer.Sentences,
            WouldChange = answer.WouldChange,
            Units = answer.Units,
            Planned = plan,
        };
        JsonFile.Write(Path.Combine(layout.Folder, "recommendation.json"), outcome);
        string? report = answered is null ? null : File.Exists(answered.ReportPath) ? answered.ReportPath : answered.ResultsPath;
        AtomicFile.Write(Path.Combine(layout.Folder, "recommendation.md"), Markdown(outcome, report));
        if (json)
        {
            console.Profile.Out.Writer.Write(WithPaths(outcome, layout, report).ToJsonString(LabJson.Indented) + "\n");
            return;
        }

        Show(console, outcome, layout, report);
    }

    private static StudyAnswer Nothing { get; } = new()
    {
        Arm = null,
        Sentences = ["No loss is recommended: the time ran out before one training of each loss, and the numbers of the untrained net, were complete."],
        WouldChange = ["More time: what is done is kept."],
        Units = [],
    };

    private static StudyAnswer Answer(CompletePart part, StudyLayout layout, RecommendPlan plan)
    {
        StudyResults results = StudyAnalysis.Analyze(part.Spec, part.Outcome);
        var units = results.Recommendation.Units.ToHashSet();
        ILookup<string, double> seconds = StudyPlan.Of(part.Spec, part.Outcome).Runs
            .Where(run => run.Role == RunRole.Final && run.Dataset == plan.Question.Name && units.Contains(run.UnitId))
            .Select(run => (run.Arm, Time: layout.ReadTime(run.UnitId)))
            .Where(entry => entry.Time is not null)
            .ToLookup(entry => entry.Arm, entry => entry.Time!.TrainingSeconds);
        return StudyAnswers.Of(results, new AnswerContext
        {
            Question = plan.Question,
            Data = plan.Data,
            Plan = plan.Plan,
            Facts = plan.Facts,
            TrainingSeconds = plan.Question.Losses.ToDictionary(loss => loss, IReadOnlyList<double> (loss) => [.. seconds[loss]]),
            IsWhole = part.IsWhole,
        });
    }

    private static IAnsiConsole Silent() => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(TextWriter.Null), Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });

    private static JsonObject WithPaths(RecommendOutcome outcome, StudyLayout layout, string? report)
    {
        var document = new JsonObject { ["folder"] = Path.GetFullPath(layout.Folder), ["report"] = report is null ? null : Path.GetFullPath(report) };
        foreach ((string name, JsonNode? member) in JsonSerializer.SerializeToNode(outcome, LabJson.Indented)!.AsObject().ToArray())
        {
            document[name] = member?.DeepClone();
        }

        return document;
    }

    private static void Show(IAnsiConsole console, RecommendOutcome outcome, StudyLayout layout, string? report)
    {
        void Line(string text) => console.Write(new TrimmedLines(new Text(text)));
        console.WriteLine();
        foreach (string sentence in outcome.Sentences)
        {
            Line(sentence);
        }

        foreach (string change in outcome.WouldChange)
        {
            Line($"What would change it: {change}");
        }

        if (outcome.Units.Count > 0)
        {
            string more = outcome.Units.Count > UnitsTold ? string.Create(CultureInfo.InvariantCulture, $" and {outcome.Units.Count - UnitsTold} more in recommendation.json") : string.Empty;
            Line($"It rests on {Words.Count(outcome.Units.Count, "training")}: {string.Join(", ", outcome.Units.Take(UnitsTold))}{more}.");
        }

        if (!outcome.IsWhole)
        {
            Line($"To go on, the same command with --out {layout.Folder}.");
        }

        Line($"{Durations.Words(outcome.Seconds)} of {Durations.Words(outcome.BudgetSeconds)}");
        Line($"folder  {layout.Folder}");
        if (report is not null)
        {
            Line($"report  {report}");
        }
    }

    private static string Markdown(RecommendOutcome outcome, string? report)
    {
        var text = new StringBuilder();
        void Section(string title, IEnumerable<string> sentences)
        {
            text.Append(CultureInfo.InvariantCulture, $"## {title}\n\n");
            foreach (string sentence in sentences)
            {
                text.Append(CultureInfo.InvariantCulture, $"- {sentence}\n");
            }

            text.Append('\n');
        }

        text.Append(CultureInfo.InvariantCulture, $"# {outcome.Planned.Question.Name}: {outcome.Sentences[0]}\n\n");
        Section("Why", outcome.Sentences.Skip(1));
        Section("What would change it", outcome.WouldChange);
        Section("The data", outcome.Planned.Data.Sentences());
        Section("What was run", outcome.Planned.Reasons);
        Section("What it rests on", [.. outcome.Units.Select(unit => $"unit `{unit}`"), .. report is null ? [] : (string[])[$"report `{report}`"]]);
        return text.ToString();
    }
}
