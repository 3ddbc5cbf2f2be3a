using System.CommandLine.Parsing;

namespace DeepMetric.Cli.Comparing;

/// <summary>A command as it was given, so that it can be recorded and given again.</summary>
/// <param name="Program">How the program is called.</param>
/// <param name="Verb">The verb.</param>
/// <param name="Options">The options given, each with its value or null.</param>
internal sealed record GivenCommand(string Program, string Verb, IReadOnlyList<KeyValuePair<string, string?>> Options)
{
    /// <summary>Reads a command back from its parsed form.</summary>
    /// <param name="program">How the program is called.</param>
    /// <param name="command">The verb's parsed options.</param>
    public static GivenCommand Of(string program, CommandResult command)
    {
        var options = new List<KeyValuePair<string, string?>>();
        foreach (OptionResult option in command.Children.OfType<OptionResult>().Where(option => !option.Implicit))
        {
            string name = option.Option.Name;
            options.AddRange(option.Tokens.Count == 0 ? [new(name, null)] : option.Tokens.Select(token => new KeyValuePair<string, string?>(name, token.Value)));
        }

        return new GivenCommand(program, command.Command.Name, options);
    }

    /// <summary>The command that goes on with the run in a folder, with every option that was given.</summary>
    /// <param name="folder">The run folder.</param>
    public GivenCommand Resuming(string folder) => this with
    {
        Options =
        [
            .. Options.Where(option => option.Key is not (CompareOptionNames.Out or CompareOptionNames.Resume)),
            new(CompareOptionNames.Resume, null),
            new(CompareOptionNames.Out, folder),
        ],
    };

    /// <summary>The command as a shell takes it.</summary>
    public override string ToString() =>
        string.Join(' ', Options.SelectMany(option => option.Value is null ? (string[])[option.Key] : [option.Key, Quote(option.Value)]).Prepend(Verb).Prepend(Program));

    /// <summary>A word for a shell: quoted where it holds more than plain characters.</summary>
    internal static string Quote(string word) =>
        word.Length > 0 && word.All(IsPlain) ? word
        : OperatingSystem.IsWindows() ? $"\"{word.Replace("\"", "\\\"", StringComparison.Ordinal)}\""
        : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static bool IsPlain(char character) =>
        char.IsAsciiLetterOrDigit(character) || "-_./,=:+@%".Contains(character, StringComparison.Ordinal) || (character == '\\' && OperatingSystem.IsWindows());
}
