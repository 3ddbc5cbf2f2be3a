using System.CommandLine;
using DeepMetric.Lab.Store;
using Spectre.Console;

namespace DeepMetric.Cli.Commands;

/// <summary>The verb <c>lab new</c>: writes a study to start from.</summary>
internal static class LabNewCommand
{
    /// <summary>Creates the verb.</summary>
    /// <param name="console">Where it draws.</param>
    public static Command Create(IAnsiConsole console)
    {
        var file = new Argument<string>("file") { Description = "The file to write, such as my-study.json." };
        var command = new Command("new", "Writes a study to start from: contrastive and triplet loss on the digits, as they are and tuned.") { file };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(file);
            if (File.Exists(path))
            {
                throw new UsageException($"expected a new file, found one at '{path}'.");
            }

            AtomicFile.Write(path, Text(Path.GetFileNameWithoutExtension(path)));
            console.WriteLine($"study  {path}");
            return ExitCodes.Success;
        });
        return command;
    }

    private static string Text(string name) => $$"""
        {
          // What is compared, on what, and how. docs/studies.md tells of every member; comments are allowed.
          "schema": "deepmetric-study/1",
          "name": "{{string.Concat(name.Select(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_' ? character : '-'))}}",
          "question": "Contrastive or triplet loss, as they are and tuned?",
          "datasets": [
            { "name": "digits", "epochs": 6 }
            // A folder of images, one folder per class: { "name": "mine", "data": "path/to/images", "imageSize": 64 }
          ],
          "arms": [
            {
              "loss": "contrastive",
              "search": [
                { "name": "margin", "kind": "linear", "low": 0.3, "high": 1.5 },
                { "name": "learningRate", "kind": "log", "low": 0.0003, "high": 0.01 }
              ]
            },
            {
              "loss": "triplet",
              "search": [
                { "name": "margin", "kind": "log", "low": 0.05, "high": 1.5 },
                { "name": "learningRate", "kind": "log", "low": 0.0003, "high": 0.01 }
              ]
            }
          ],
          "tracks": ["as-is", "tuned"],
          "seeds": 5,
          "tuning": { "trials": 6, "search": "tpe", "metric": "map-at-r", "validationShare": 0.2 },
          "quick": { "seeds": 3, "trials": 3, "epochs": 2 }
        }

        """.ReplaceLineEndings("\n");
}
