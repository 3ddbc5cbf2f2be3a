using System.CommandLine;
using DeepMetric.Cli.Data;
using DeepMetric.Cli.Rendering;
using DeepMetric.Datasets;
using Spectre.Console;

namespace DeepMetric.Cli.Commands;

/// <summary>The verb <c>data preview</c>: draws some images of some classes on one sheet.</summary>
internal static class DataPreviewCommand
{
    private static readonly string[] _parts = ["all", "train", "validation", "test"];

    /// <summary>Creates the verb.</summary>
    /// <param name="console">Where it draws.</param>
    /// <param name="service">What it calls.</param>
    public static Command Create(IAnsiConsole console, DataService service)
    {
        Argument<string> dataset = DataArguments.Dataset(service);
        Option<string> file = DataArguments.Out("The sheet, a PNG file.", ".png");
        Option<int?> classes = OptionValues.WholeNumber("--classes", 1, "The most classes to show. [default: 8]");
        Option<int?> perClass = OptionValues.WholeNumber("--per-class", 1, "The most images of each class. [default: 8]");
        Option<int?> seed = OptionValues.WholeNumber("--seed", 0, "Draw classes and images by lot. [default: the first ones]");
        Option<string> part = OptionValues.OneOf("--part", $"The part to show: {string.Join(", ", _parts)}.", _parts);
        Option<int?> imageSize = OptionValues.WholeNumber("--image-size", 4, "Show images as a net sees them, cut and scaled to so many pixels a side. [default: as they are]");
        var varied = new Option<bool>("--varied") { Description = "Show images as they are varied in training." };
        Option<string[]> dataRoots = DataArguments.DataRootsToRead();
        Option<bool> json = DataArguments.Json();
        Option<bool> quiet = DataArguments.Quiet();
        var command = new Command("preview", "Draws a contact sheet: some images of some classes in one PNG file.")
        {
            dataset, file, classes, perClass, seed, part, imageSize, varied, dataRoots, json, quiet,
        };
        command.SetAction(parsed =>
        {
            var defaults = new PreviewRequest { Dataset = DataArguments.Choice(parsed.GetRequiredValue(dataset), parsed.GetValue(dataRoots), service), Out = parsed.GetRequiredValue(file) };
            int chosen = Array.IndexOf(_parts, parsed.GetRequiredValue(part));
            PreviewRequest request = defaults with
            {
                Classes = parsed.GetValue(classes) ?? defaults.Classes,
                PerClass = parsed.GetValue(perClass) ?? defaults.PerClass,
                Seed = parsed.GetValue(seed),
                Part = chosen switch { 0 => null, 1 => ItemPart.Train, 2 => ItemPart.Validation, _ => ItemPart.Test },
                ImageSize = parsed.GetValue(imageSize),
                IsVaried = parsed.GetValue(varied),
            };
            return Run(console, service, request, parsed.GetValue(json), parsed.GetValue(quiet));
        });
        return command;
    }

    private static int Run(IAnsiConsole console, DataService service, PreviewRequest request, bool writesJson, bool isQuiet)
    {
        PreviewReport report = new WorkView(console, service.Time, showsProgress: !writesJson && !isQuiet)
            .Follow("Stopped; no sheet was written.", (progress, cancellation) => PreviewDrawing.Run(request, progress, cancellation));
        if (writesJson)
        {
            JsonOutput.Write(console, report);
            return ExitCodes.Success;
        }

        var lines = new FactLines(console, nameWidth: 10);
        lines.Write("shown", $"{Words.Count(report.Items, "image")} of {Words.Count(report.Classes, "class")} of {report.Dataset}");
        lines.Write("varied", report.Variation);
        lines.Write("broken", report.Broken.Names, Styles.Careful);
        lines.WriteWhole("sheet", report.File);
        return ExitCodes.Success;
    }
}
