using System.CommandLine;
using DeepMetric.Cli.Data;
using DeepMetric.Cli.Rendering;
using DeepMetric.Datasets;
using Spectre.Console;

namespace DeepMetric.Cli.Commands;

/// <summary>The verb <c>data split</c>: makes, checks and saves a split.</summary>
internal static class DataSplitCommand
{
    private static readonly string[] _leakPolicies = ["refuse", "drop", "allow"];
    private static readonly string[] _kinds = [.. SplitKinds.Names.Where(name => name != SplitKinds.NameOf(SplitKind.File))];

    /// <summary>Creates the verb.</summary>
    /// <param name="console">Where it draws.</param>
    /// <param name="service">What it calls.</param>
    public static Command Create(IAnsiConsole console, DataService service)
    {
        Argument<string> dataset = DataArguments.Dataset(service);
        Option<string?> kind = OptionValues.Checked(
            "--split", "KIND", "official, closed-set (every class in both parts) or class-disjoint (half of the classes). [default: as the field does with the data set]",
            text => _kinds.Contains(text), _ => false, $"one of {string.Join(", ", _kinds)}", _kinds);
        Option<int?> seed = OptionValues.WholeNumber("--seed", 0, "The seed of the draws. [default: 0; class-disjoint splits follow the order of labels]");
        Option<double?> testShare = OptionValues.Share("--test-share", "The share of each class to test on, in a closed-set split. [default: 0.2]");
        Option<double?> validationShare = OptionValues.Share("--validation-share", "The share of the training items, or of the training classes of a class-disjoint split, to choose by. [default: 0]");
        Option<int?> folds = OptionValues.WholeNumber("--folds", 2, "Divide the training classes into so many folds, and save a split for each, which chooses by it.");
        Option<string> leaks = OptionValues.OneOf("--leaks", "What happens to test items whose content is in training too: refuse (an official split keeps them and says so), drop or allow.", _leakPolicies);
        var skipBroken = new Option<bool>("--skip-broken") { Description = "Leave out images that cannot be read; without it the first one ends the command." };
        Option<string> file = DataArguments.Out("The file of the split; with folds, what the files are named after.", ".json", ".csv");
        Option<string[]> dataRoots = DataArguments.DataRootsToRead();
        Option<bool> json = DataArguments.Json();
        Option<bool> quiet = DataArguments.Quiet();
        var command = new Command("split", "Divides a data set into what is trained on, chosen by and tested on; checks that nothing is in two parts, and saves it for compare --split.")
        {
            dataset, file, kind, seed, testShare, validationShare, folds, leaks, skipBroken, dataRoots, json, quiet,
        };
        command.SetAction(parsed =>
        {
            SplitKind? chosen = SplitKinds.TryParse(parsed.GetValue(kind), out SplitKind known) ? known : null;
            var split = new SplitChoice
            {
                Kind = chosen,
                Seed = parsed.GetValue(seed),
                TestShare = parsed.GetValue(testShare) ?? new SplitChoice().TestShare,
                ValidationShare = parsed.GetValue(validationShare) ?? 0,
                Folds = parsed.GetValue(folds),
                Leaks = (LeakPolicy)Array.IndexOf(_leakPolicies, parsed.GetRequiredValue(leaks)),
            };
            if (parsed.GetValue(testShare) is not null && chosen is SplitKind.Official or SplitKind.ClassDisjoint)
            {
                throw new UsageException($"--test-share: expected the split closed-set, found {SplitKinds.NameOf(chosen.Value)}, which decides itself what is tested on.");
            }

            var loading = new ImageLoading { SkipBroken = parsed.GetValue(skipBroken) };
            DatasetChoice choice = DataArguments.Choice(parsed.GetRequiredValue(dataset), parsed.GetValue(dataRoots), service, loading);
            return Run(console, service, new SplitRequest(choice, split, parsed.GetRequiredValue(file)), parsed.GetValue(json), parsed.GetValue(quiet));
        });
        return command;
    }

    private static int Run(IAnsiConsole console, DataService service, SplitRequest request, bool writesJson, bool isQuiet)
    {
        SplitReport report = new WorkView(console, service.Time, showsProgress: !writesJson && !isQuiet)
            .Follow("Stopped; no split was saved.", (progress, cancellation) => SplitMaking.Run(service.Program, request, progress, cancellation));
        if (writesJson)
        {
            JsonOutput.Write(console, report);
        }
        else
        {
            SplitView.Write(console, report);
        }

        return ExitCodes.Success;
    }
}
