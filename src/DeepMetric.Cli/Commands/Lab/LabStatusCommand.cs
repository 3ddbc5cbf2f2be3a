using System.CommandLine;
using System.Globalization;
using DeepMetric.Cli.Rendering;
using DeepMetric.Cli.Studying;
using DeepMetric.Lab.Execution;
using DeepMetric.Lab.Execution.Slurm;
using DeepMetric.Lab.Studies;
using Spectre.Console;

namespace DeepMetric.Cli.Commands;

/// <summary>The verb <c>lab status</c>: how far a study is, and what its workers do.</summary>
internal static class LabStatusCommand
{
    /// <summary>Creates the verb.</summary>
    /// <param name="console">Where it draws.</param>
    public static Command Create(IAnsiConsole console)
    {
        var folder = new Argument<string>("folder") { Description = "The study's folder." };
        var json = new Option<bool>("--json") { Description = "Write one JSON object with finished, failed, known, planComplete, complete, running and jobs." };
        var command = new Command("status", "Says how far a study is, who works on it, and what the scheduler says of its jobs.") { folder, json };
        command.SetAction(parsed =>
        {
            Show(console, StudyService.Open(parsed.GetRequiredValue(folder)), parsed.GetValue(json));
            return ExitCodes.Success;
        });
        return command;
    }

    private static void Show(IAnsiConsole console, StudyLayout layout, bool json)
    {
        StudyProgress progress = StudyProgress.Of(layout);
        var claims = new UnitClaims();
        (string Unit, ClaimState.Held Claim)[] held = Directory.Exists(layout.UnitsFolder)
            ? [.. Directory.EnumerateDirectories(layout.UnitsFolder).Order(StringComparer.Ordinal).Select(unit => (Path.GetFileName(unit), claims.Look(unit) as ClaimState.Held)).Where(pair => pair.Item2 is not null).Select(pair => (pair.Item1, pair.Item2!))]
            : [];
        var jobs = new List<(string Name, string State)>();
        foreach (SlurmJob job in SlurmArray.Jobs(layout.Folder))
        {
            IWorkerGroup group = new SlurmArray().Attach(layout.Folder, job);
            jobs.AddRange(group.QueryAsync().GetAwaiter().GetResult().Select(state => (string.Create(CultureInfo.InvariantCulture, $"{group.Name}, task {state.Number}"), state.Detail)));
        }

        if (json)
        {
            JsonOutput.Write(console, new
            {
                studyFolder = Path.GetFullPath(layout.Folder),
                progress.Finished,
                progress.Failed,
                progress.Known,
                planComplete = progress.IsPlanComplete,
                complete = progress.IsComplete,
                running = held.Select(unit => new { unit = unit.Unit, host = unit.Claim.Owner?.Host }).ToArray(),
                jobs = jobs.Select(job => new { name = job.Name, state = job.State }).ToArray(),
            });
            return;
        }

        string more = progress.IsPlanComplete ? string.Empty : " known so far";
        string failed = progress.Failed > 0 ? string.Create(CultureInfo.InvariantCulture, $", {progress.Failed} of them without numbers") : string.Empty;
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{progress.Finished} of {progress.Known} units{more} finished{failed}"));
        foreach ((string unit, ClaimState.Held claim) in held)
        {
            console.Write(new TrimmedLines(new Text($"unit {unit} is computed on {claim.Owner?.Host ?? "a machine"}, renewed {Durations.Words(claim.Age.TotalSeconds)} ago")));
        }

        foreach ((string name, string state) in jobs)
        {
            console.Write(new TrimmedLines(new Text($"{name}: {state}")));
        }

        if (progress.IsComplete)
        {
            console.WriteLine(File.Exists(layout.ReportPath) ? $"report  {layout.ReportPath}" : $"complete: lab report {layout.Folder} writes the report");
        }
    }
}
