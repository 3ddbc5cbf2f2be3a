using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Spectre.Console;

namespace DeepMetric.Cli;

/// <summary>The command line over its verbs: parses, runs one, and turns whatever goes wrong into one line and an exit code.</summary>
internal sealed class CommandLine(IAnsiConsole console, TextWriter error, IEnumerable<Command> verbs)
{
    private const string Name = "deepmetric";

    // A file name that starts with @ is a file name.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    /// <summary>Runs a command.</summary>
    /// <param name="arguments">What stands behind the program's name.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public int Run(IReadOnlyList<string> arguments)
    {
        try
        {
            ParseResult parsed = Root().Parse(arguments, Parsing);
            if (parsed.Action is ParseErrorAction)
            {
                throw new UsageException(Describe(parsed));
            }

            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = console.Profile.Out.Writer, Error = error });
        }
        catch (UsageException problem)
        {
            return Fail(problem, ExitCodes.Usage);
        }
        catch (InterruptedException stop)
        {
            error.WriteLine(stop.Message);
            return ExitCodes.Interrupted;
        }
        catch (Exception problem)
        {
            return Fail(problem, ExitCodes.Failure);
        }
    }

    private RootCommand Root()
    {
        var root = new RootCommand("Deep metric learning for .NET: compares losses on real data.") { HelpName = Name };
        foreach (Command verb in verbs)
        {
            root.Add(verb);
        }

        foreach (HelpOption help in root.Options.OfType<HelpOption>())
        {
            help.Action = new HelpAction { MaxWidth = console.Profile.Width };
        }

        return root;
    }

    private int Fail(Exception problem, int code)
    {
        error.WriteLine($"{Name}: {ErrorLine.Of(problem)}");
        return code;
    }

    private static string Describe(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string path = PathOf(parsed.CommandResult);
        string help = $"See {Name}{(path.Length == 0 ? string.Empty : " " + path)} --help.";
        bool isGroup = command.Subcommands.Count > 0;
        string verbs = $"a command{(path.Length == 0 ? string.Empty : $" of {path}")} ({string.Join(", ", command.Subcommands.Select(verb => verb.Name))})";
        if (parsed.UnmatchedTokens is [string stranger, ..])
        {
            IEnumerable<string> known = command.Options.Select(option => option.Name).Concat(command.Subcommands.Select(verb => verb.Name));
            string suggestion = Suggestion.For(stranger, known) is string near ? $" Did you mean {near}?" : string.Empty;
            return $"expected {(isGroup ? verbs : $"an option of {path}")}, found '{stranger}'.{suggestion} {help}";
        }

        ParseError first = parsed.Errors[0];
        return first.SymbolResult switch
        {
            CommandResult when isGroup => $"expected {verbs}, found none. {help}",
            OptionResult { Tokens.Count: 0, Option.Required: true, Implicit: true } option => $"{option.Option.Name}: expected it to be given, found none. {help}",
            OptionResult { Tokens.Count: 0 } option => $"{option.Option.Name}: expected a value, found none. {help}",
            OptionResult { Tokens.Count: > 1, Option.Arity.MaximumNumberOfValues: 1 } option => $"{option.Option.Name}: expected one value, found {string.Join(" and ", option.Tokens.Select(token => $"'{token.Value}'"))}.",
            ArgumentResult { Tokens.Count: 0 } missing => $"expected a {missing.Argument.Name}, found none. {help}",
            _ => first.Message,
        };
    }

    /// <summary>The words that lead to a command, such as <c>data split</c>; none for the root.</summary>
    private static string PathOf(CommandResult result) =>
        result.Parent is not CommandResult group ? string.Empty : $"{PathOf(group)} {result.Command.Name}".TrimStart();
}
