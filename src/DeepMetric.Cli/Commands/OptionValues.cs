using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using DeepMetric.Lab.Runner;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Cli.Commands;

/// <summary>Options whose values are checked while they are read; every refusal names the option, what it expects and what it found.</summary>
internal static class OptionValues
{
    /// <summary>A whole number of at least a smallest one.</summary>
    /// <param name="name">The option.</param>
    /// <param name="smallest">The smallest number allowed.</param>
    /// <param name="description">What the help says.</param>
    /// <param name="why">Why it cannot be smaller; null where that is plain.</param>
    public static Option<int?> WholeNumber(string name, int smallest, string description, string? why = null) =>
        Create<int?>(name, "N", description, (text, refuse) =>
        {
            bool isNumber = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value);
            return isNumber && value >= smallest
                ? value
                : refuse($"a whole number of {smallest.ToString(CultureInfo.InvariantCulture)} or more{(why is null ? string.Empty : $" ({why})")}", $"'{text}'");
        });

    /// <summary>A time above zero, such as 90s, 20m or 1h.</summary>
    /// <param name="name">The option.</param>
    /// <param name="description">What the help says.</param>
    public static Option<TimeSpan?> Duration(string name, string description) =>
        Create<TimeSpan?>(name, "TIME", description, (text, refuse) => TryDuration(text, out TimeSpan value) ? value : refuse("a time above 0, such as 90s, 20m, 1h or 1h30m", $"'{text}'"));

    /// <summary>A finite number above zero.</summary>
    /// <param name="name">The option.</param>
    /// <param name="description">What the help says.</param>
    public static Option<double?> PositiveNumber(string name, string description) =>
        Create<double?>(name, "X", description, (text, refuse) => TryPositive(text, out double value) ? value : refuse("a number above 0", $"'{text}'"));

    /// <summary>One of a few names.</summary>
    /// <param name="name">The option.</param>
    /// <param name="description">What the help says.</param>
    /// <param name="known">The names; the first is the default.</param>
    /// <param name="otherwise">What to suggest for a word that is near none of them.</param>
    public static Option<string> OneOf(string name, string description, IReadOnlyList<string> known, string? otherwise = null)
    {
        Option<string> option = Create<string>(
            name,
            "NAME",
            description,
            (text, refuse) => known.Contains(text) ? text : refuse($"one of {string.Join(", ", known)}", $"'{text}'", Hint(text, known) ?? otherwise));
        option.DefaultValueFactory = _ => known[0];
        option.CompletionSources.Add(_ => known.Select(word => new System.CommandLine.Completions.CompletionItem(word)));
        return option;
    }

    /// <summary>A text that has to hold for something: a known name, or something of one's own.</summary>
    /// <param name="name">The option.</param>
    /// <param name="helpName">What the help shows for its value.</param>
    /// <param name="description">What the help says.</param>
    /// <param name="holds">Whether a text is taken.</param>
    /// <param name="isPath">Whether a text that is not taken was meant as a path, so that no name is suggested.</param>
    /// <param name="expected">What is expected, for the refusal.</param>
    /// <param name="known">The names among which to look for a mistyped one.</param>
    /// <param name="otherwise">What to suggest for a word that is near none of them.</param>
    public static Option<string?> Checked(
        string name, string helpName, string description, Func<string, bool> holds, Func<string, bool> isPath, string expected, IReadOnlyList<string> known, string? otherwise = null)
    {
        Option<string?> option = Create<string?>(
            name, helpName, description, (text, refuse) => holds(text) ? text : refuse(expected, $"'{text}'", isPath(text) ? null : Hint(text, known) ?? otherwise));
        option.CompletionSources.Add(_ => known.Select(word => new System.CommandLine.Completions.CompletionItem(word)));
        return option;
    }

    /// <summary>An existing file.</summary>
    /// <param name="name">The option.</param>
    /// <param name="description">What the help says.</param>
    public static Option<string?> File(string name, string description) =>
        Create<string?>(name, "FILE", description, (text, refuse) => System.IO.File.Exists(text) ? text : refuse("an existing file", $"'{text}'"));

    /// <summary>A number from 0 up to, but not including, 1.</summary>
    /// <param name="name">The option.</param>
    /// <param name="description">What the help says.</param>
    public static Option<double?> Share(string name, string description) =>
        Create<double?>(name, "X", description, (text, refuse) => text == "0" ? 0 : TryPositive(text, out double value) && value < 1 ? value : refuse("a number from 0 to below 1", $"'{text}'"));

    /// <summary>Whole numbers of at least a smallest one, with commas between them.</summary>
    /// <param name="name">The option.</param>
    /// <param name="smallest">The smallest number allowed.</param>
    /// <param name="description">What the help says.</param>
    public static Option<int[]?> WholeNumbers(string name, int smallest, string description) =>
        Create<int[]?>(name, "N,N", description, (text, refuse) =>
        {
            int[] numbers = [.. text.Split(',', StringSplitOptions.TrimEntries).Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : -1)];
            return numbers.All(number => number >= smallest)
                ? numbers
                : refuse($"whole numbers of {smallest.ToString(CultureInfo.InvariantCulture)} or more, with commas between them", $"'{text}'");
        });

    /// <summary>Different names, with commas between them.</summary>
    /// <param name="name">The option.</param>
    /// <param name="description">What the help says.</param>
    /// <param name="known">The names to choose from.</param>
    public static Option<string[]?> ListOf(string name, string description, IReadOnlyList<string> known) =>
        Create<string[]?>(name, "A,B", description, (text, refuse) =>
        {
            string[] words = text.Split(',', StringSplitOptions.TrimEntries);
            string expected = $"names out of {string.Join(", ", known)}, with commas between them";
            return Array.Find(words, word => !known.Contains(word)) is string stranger ? refuse(expected, $"'{stranger}'", Hint(stranger, known))
                : words.GroupBy(word => word).FirstOrDefault(group => group.Count() > 1) is { Key: string twice } ? refuse("different names", $"'{twice}' twice")
                : words;
        });

    /// <summary>A loss, or a weighted sum of losses such as <c>triplet+0.5*contrastive</c>.</summary>
    /// <param name="name">The option.</param>
    /// <param name="description">What the help says.</param>
    /// <param name="known">The names of losses.</param>
    public static Option<IReadOnlyList<LossPartSpec>?> Mixture(string name, string description, IReadOnlyList<string> known)
    {
        Option<IReadOnlyList<LossPartSpec>?> option = new(name) { Description = description, HelpName = "LOSS" };
        option.CustomParser = result =>
        {
            try
            {
                IReadOnlyList<LossPartSpec> parts = LossMixtures.Parse(result.Tokens[0].Value);
                if (parts.FirstOrDefault(part => !known.Contains(part.Loss))?.Loss is string stranger)
                {
                    result.AddError($"{name}: expected losses out of {string.Join(", ", known)}, found '{stranger}'.{Hint(stranger, known)}");
                }

                return parts;
            }
            catch (FormatException problem)
            {
                result.AddError($"{name}: {problem.Message}. For example: {name} '{known[^1]}+0.5*{known[0]}'");
                return null;
            }
        };
        option.CompletionSources.Add(_ => known.Select(word => new System.CommandLine.Completions.CompletionItem(word)));
        return option;
    }

    /// <summary>The id of a metric; <c>@</c> may stand for <c>-at-</c>, and case does not count.</summary>
    /// <param name="name">The option.</param>
    /// <param name="description">What the help says.</param>
    /// <param name="known">The ids to choose from.</param>
    public static Option<string?> Metric(string name, string description, IReadOnlyList<string> known)
    {
        string[] shown = [.. known.Select(id => id.Replace("-at-", "@", StringComparison.Ordinal))];
        Option<string?> option = Create<string?>(name, "METRIC", description, (text, refuse) =>
        {
            string id = text.ToLowerInvariant().Replace("@", "-at-", StringComparison.Ordinal);
            return known.Contains(id) ? id : refuse($"one of {string.Join(", ", shown)}", $"'{text}'", Hint(text, shown));
        });
        option.CompletionSources.Add(_ => shown.Select(word => new System.CommandLine.Completions.CompletionItem(word)));
        return option;
    }

    /// <summary>Existing folders; the option may be given several times.</summary>
    /// <param name="name">The option.</param>
    /// <param name="description">What the help says.</param>
    public static Option<string[]> Folders(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "DIR",
        CustomParser = result => [.. result.Tokens.Select(token =>
        {
            if (!Directory.Exists(token.Value))
            {
                result.AddError($"{name}: expected an existing folder, found '{token.Value}'.");
            }

            return token.Value;
        })],
    };

    /// <summary>Positive numbers by name; the option may be given several times.</summary>
    /// <param name="name">The option.</param>
    /// <param name="description">What the help says.</param>
    /// <param name="known">The names to choose from.</param>
    public static Option<Dictionary<string, double>> NamedNumbers(string name, string description, IReadOnlyList<string> known) => new(name)
    {
        Description = description,
        HelpName = "NAME=VALUE",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = result =>
        {
            var values = new Dictionary<string, double>();
            foreach (Token token in result.Tokens)
            {
                string[] sides = token.Value.Split('=', 2);
                string? problem =
                    sides.Length != 2 ? $"expected NAME=VALUE, found '{token.Value}'. For example: {name} {known[^1]}=0.5"
                    : !known.Contains(sides[0]) ? $"expected a name out of {string.Join(", ", known)}, found '{sides[0]}'.{Hint(sides[0], known)}"
                    : !TryPositive(sides[1], out double value) ? $"expected a number above 0 for {sides[0]}, found '{sides[1]}'."
                    : !values.TryAdd(sides[0], value) ? $"expected one value for {sides[0]}, found two."
                    : null;
                if (problem is not null)
                {
                    result.AddError($"{name}: {problem}");
                    return values;
                }
            }

            return values;
        },
    };

    private delegate T Refuse<out T>(string expected, string found, string? hint = null);

    private static Option<T> Create<T>(string name, string helpName, string description, Func<string, Refuse<T>, T> parse) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result => parse(result.Tokens[0].Value, (expected, found, hint) =>
        {
            result.AddError($"{name}: expected {expected}, found {found}.{hint}");
            return default!;
        }),
    };

    private static string? Hint(string typed, IReadOnlyList<string> known) => Suggestion.For(typed, known) is string near ? $" Did you mean {near}?" : null;

    // Numbers, each with its unit, the larger ones first; up to a year.
    private static bool TryDuration(string text, out TimeSpan value)
    {
        value = default;
        double seconds = 0;
        double last = double.PositiveInfinity;
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            double unit = text[i] switch { 'h' => 3600, 'm' => 60, 's' => 1, _ => 0 };
            if (unit == 0)
            {
                continue;
            }

            if (unit >= last || !double.TryParse(text.AsSpan(start, i - start), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
            {
                return false;
            }

            seconds += number * unit;
            last = unit;
            start = i + 1;
        }

        if (start != text.Length || !(seconds > 0) || seconds > TimeSpan.FromDays(366).TotalSeconds)
        {
            return false;
        }

        value = TimeSpan.FromSeconds(seconds);
        return true;
    }

    private static bool TryPositive(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value) && value > 0;
}
