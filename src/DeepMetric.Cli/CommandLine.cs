using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using DeepMetric.Cli.Commands;
using DeepMetric.Cli.Comparing;
using DeepMetric.Cli.Diagnosis;
using DeepMetric.Cli.Embedding;
using DeepMetric.Cli.Evaluating;
using DeepMetric.Cli.Reporting;
using Spectre.Console;

namespace DeepMetric.Cli;

/// <summary>The whole command line: parses, runs a verb, and turns whatever goes wrong into one line and an exit code.</summary>
internal sealed class CommandLine(IAnsiConsole console, TextWriter error, CompareService compare, Func<string, WrittenReport> report, DoctorService doctor)
{
    private const string Name = "deepmetric";

    // A file name that starts with @ is a file name.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    /// <summary>What <c>embed</c> is made of; without it there is no such verb.</summary>
    public EmbedService? Embed { get; init; }

    /// <summary>What <c>evaluate</c> is made of; without it there is no such verb.</summary>
    public EvaluateService? Evaluate { get; init; }

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
        root.Add(CompareCommand.Create(console, compare));
        if (Embed is not null)
        {
            root.Add(EmbedCommand.Create(console, Embed));
        }

        if (Evaluate is not null)
        {
            root.Add(EvaluateCommand.Create(console, Evaluate));
        }

        root.Add(ReportCommand.Create(console, report));
        root.Add(DoctorCommand.Create(console, doctor));
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
        string help = $"See {Name}{(command is RootCommand ? string.Empty : " " + command.Name)} --help.";
        if (parsed.UnmatchedTokens is [string stranger, ..])
        {
            IEnumerable<string> known = command.Options.Select(option => option.Name).Concat(command.Subcommands.Select(verb => verb.Name));
            string suggestion = Suggestion.For(stranger, known) is string near ? $" Did you mean {near}?" : string.Empty;
            string expected = command is RootCommand ? $"a command ({string.Join(", ", command.Subcommands.Select(verb => verb.Name))})" : $"an option of {command.Name}";
            return $"expected {expected}, found '{stranger}'.{suggestion} {help}";
        }

        ParseError first = parsed.Errors[0];
        return first.SymbolResult switch
        {
            CommandResult when command is RootCommand => $"expected a command ({string.Join(", ", command.Subcommands.Select(verb => verb.Name))}), found none. {help}",
            OptionResult { Tokens.Count: 0 } option => $"{option.Option.Name}: expected a value, found none. {help}",
            OptionResult { Tokens.Count: > 1, Option.Arity.MaximumNumberOfValues: 1 } option => $"{option.Option.Name}: expected one value, found {string.Join(" and ", option.Tokens.Select(token => $"'{token.Value}'"))}.",
            ArgumentResult { Tokens.Count: 0 } missing => $"expected a {missing.Argument.Name}, found none. {help}",
            _ => first.Message,
        };
    }
}
