using System.CommandLine;
using System.CommandLine.Completions;

namespace DeepMetric.Cli.Explaining;

/// <summary>The arguments of <c>list</c> and <c>explain</c>: a kind, or a name.</summary>
internal static class NamedItem
{
    /// <summary>A kind.</summary>
    public static Argument<string> Kind() => Checked("KIND", $"What to list: {string.Join(", ", LibraryCatalog.KindNames)}.", ArgumentArity.ExactlyOne, LibraryCatalog.KindNames.Contains, () => LibraryCatalog.KindNames, () => $"one of {string.Join(", ", LibraryCatalog.KindNames)}");

    /// <summary>A loss, or anything else that has a name.</summary>
    public static Argument<string> Name() => Checked(
        "NAME",
        "A loss, miner, distance, reducer, regularizer or sampler, by its name or its class.",
        ArgumentArity.ZeroOrOne,
        LibraryCatalog.Has,
        () => [.. LibraryCatalog.Kinds.SelectMany(kind => kind.Entries).SelectMany(entry => (string[])[entry.Name, entry.Class])],
        () => $"one of the losses {string.Join(", ", LibraryCatalog.Kinds[0].Entries.Select(loss => loss.Name))}, or a name that 'list' shows");

    private static Argument<string> Checked(string name, string description, ArgumentArity arity, Func<string, bool> holds, Func<IReadOnlyList<string>> known, Func<string> expected)
    {
        var argument = new Argument<string>(name) { HelpName = name, Description = description, Arity = arity };
        argument.CustomParser = result =>
        {
            string text = result.Tokens is [{ Value: string given }, ..] ? given : string.Empty;
            if (text.Length > 0 && !holds(text))
            {
                string hint = Suggestion.For(text, known().Select(word => word.ToLowerInvariant())) is string near ? $" Did you mean {near}?" : string.Empty;
                result.AddError($"expected {expected()}, found '{text}'.{hint}");
            }

            return text;
        };
        argument.CompletionSources.Add(_ => known().Select(word => new CompletionItem(word)));
        return argument;
    }
}
