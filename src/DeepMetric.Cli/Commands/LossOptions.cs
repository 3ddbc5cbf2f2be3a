using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DeepMetric.Losses;

namespace DeepMetric.Cli.Commands;

/// <summary>The options of losses: by name on the command line, or in a file.</summary>
internal sealed class LossOptions
{
    private const string OptionName = "--loss-option";
    private const string FileName = "--loss-options";
    private const string Example = "{ \"ntxent\": { \"temperature\": 0.1 } }";

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    private readonly IReadOnlyList<string> _known;
    private readonly Option<string[]> _options;
    private readonly Option<string?> _file = OptionValues.File(FileName, $"A JSON file with options by loss, such as {Example}; comments are allowed.");

    /// <summary>Makes the options.</summary>
    /// <param name="known">The names of losses.</param>
    public LossOptions(IReadOnlyList<string> known)
    {
        _known = known;
        _options = new Option<string[]>(OptionName)
        {
            Description = "An option of a loss, such as ntxent.temperature=0.1; may be given several times, and goes before the file's.",
            HelpName = "LOSS.OPTION=VALUE",
            Arity = ArgumentArity.OneOrMore,
            CustomParser = result =>
            {
                string[] words = [.. result.Tokens.Select(token => token.Value)];
                if (TryParse(words, out _) is string problem)
                {
                    result.AddError(problem);
                }

                return words;
            },
        };
        _file.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: string path }] && System.IO.File.Exists(path) && TryRead(path, out _) is string problem)
            {
                result.AddError(problem);
            }
        });
    }

    /// <summary>The options, in the order of the help.</summary>
    public IEnumerable<Option> All => [_options, _file];

    /// <summary>What a command chose, by loss; what the file has for other losses is left aside.</summary>
    /// <param name="parsed">The command, without errors.</param>
    /// <param name="losses">The losses that are trained.</param>
    /// <param name="margins">Margins that were given apart.</param>
    /// <param name="forms">The forms that they are trained in.</param>
    /// <exception cref="UsageException">An option is of a loss that is not trained, was given twice, or its value does not fit.</exception>
    public Dictionary<string, JsonObject> Read(ParseResult parsed, IReadOnlyList<string> losses, IReadOnlyDictionary<string, double> margins, IEnumerable<LossForm> forms)
    {
        TryParse(parsed.GetValue(_options) ?? [], out Dictionary<string, JsonObject> given);
        if (given.Keys.FirstOrDefault(name => !losses.Contains(name)) is string unused)
        {
            throw new UsageException($"{OptionName}: expected an option of a loss that is trained, {string.Join(", ", losses)}, found '{unused}'.");
        }

        Dictionary<string, JsonObject> all = [];
        if (parsed.GetValue(_file) is string path)
        {
            TryRead(path, out all);
        }

        foreach ((string loss, JsonObject options) in given)
        {
            JsonObject before = all.GetValueOrDefault(loss) ?? [];
            foreach ((string name, JsonNode? value) in options)
            {
                before[name] = value?.DeepClone();
            }

            all[loss] = before;
        }

        var chosen = all.Where(entry => losses.Contains(entry.Key) && entry.Value.Count > 0).ToDictionary();
        Check(chosen, margins, forms);
        return chosen;
    }

    private static void Check(Dictionary<string, JsonObject> chosen, IReadOnlyDictionary<string, double> margins, IEnumerable<LossForm> forms)
    {
        foreach ((string loss, JsonObject options) in chosen)
        {
            if (margins.ContainsKey(loss) && options.Any(option => option.Key == "margin" || option.Key == LossCatalog.Find(loss).MarginOption))
            {
                throw new UsageException($"--margin: expected one margin of {loss}, found two: one is among its options.");
            }

            foreach (LossForm form in forms)
            {
                try
                {
                    LossCatalog.Check(loss, form, options);
                }
                catch (ArgumentException problem)
                {
                    throw new UsageException(ErrorLine.Of(problem));
                }
            }
        }
    }

    /// <summary>Reads <c>loss.option=value</c>; returns what is wrong, or null.</summary>
    private string? TryParse(IEnumerable<string> words, out Dictionary<string, JsonObject> options)
    {
        options = [];
        foreach (string word in words)
        {
            string[] sides = word.Split('=', 2);
            string[] path = sides[0].Split('.', 2);
            if (sides.Length != 2 || path.Length != 2)
            {
                return $"{OptionName}: expected LOSS.OPTION=VALUE, found '{word}'. For example: {OptionName} {Sample()}";
            }

            if (Unknown(OptionName, path[0], path[1]) is string problem)
            {
                return problem;
            }

            if (!TryValue(DefaultOf(path[0], path[1]), sides[1], out JsonNode? value, out string expected))
            {
                return $"{OptionName}: expected {expected} for {path[0]}.{path[1]}, found '{sides[1]}'.";
            }

            JsonObject before = options.GetValueOrDefault(path[0]) ?? [];
            if (!before.TryAdd(path[1], value))
            {
                return $"{OptionName}: expected one value for {path[0]}.{path[1]}, found two.";
            }

            options[path[0]] = before;
        }

        return null;
    }

    /// <summary>Reads a file; returns what is wrong, or null.</summary>
    private string? TryRead(string path, out Dictionary<string, JsonObject> options)
    {
        options = [];
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(System.IO.File.ReadAllText(path), new JsonNodeOptions(), Lenient);
        }
        catch (JsonException problem)
        {
            string line = problem.LineNumber is long at ? $" at line {(at + 1).ToString(CultureInfo.InvariantCulture)}" : string.Empty;
            return $"{FileName}: expected a JSON object such as {Example} in '{path}', found none that can be read{line}.";
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return $"{FileName}: '{path}' cannot be read: {ErrorLine.Of(problem)}";
        }

        if (root is not JsonObject losses || losses.Any(entry => entry.Value is not JsonObject))
        {
            return $"{FileName}: expected a JSON object such as {Example} in '{path}', found another value.";
        }

        foreach ((string loss, JsonNode? value) in losses)
        {
            var members = (JsonObject)value!;
            if (members.Count == 0 && Unknown(FileName, loss, option: null) is string stranger)
            {
                return stranger;
            }

            foreach ((string option, JsonNode? _) in members)
            {
                if (Unknown(FileName, loss, option) is string problem)
                {
                    return problem;
                }
            }

            options[loss] = (JsonObject)members.DeepClone();
        }

        return null;
    }

    private string? Unknown(string where, string loss, string? option)
    {
        if (!_known.Contains(loss))
        {
            return $"{where}: expected a loss out of {string.Join(", ", _known)}, found '{loss}'.{Hint(loss, _known)}";
        }

        string[] names = [.. OptionsOf(loss)];
        return option is null || names.Contains(option) ? null
            : $"{where}: expected an option of {loss} ({string.Join(", ", names)}), found '{option}'.{Hint(option, names)}";
    }

    private string Sample() =>
        _known.SelectMany(loss => LossCatalog.OptionsOf(loss, LossForm.AuthorCode).Select(option => $"{loss}.{option.Key}={option.Value?.ToJsonString() ?? "null"}")).FirstOrDefault() ?? "ntxent.temperature=0.1";

    private static IEnumerable<string> OptionsOf(string loss)
    {
        IEnumerable<string> names = LossCatalog.OptionsOf(loss, LossForm.AuthorCode).Select(option => option.Key);
        return LossCatalog.Find(loss).MarginOption is null ? names : names.Append("margin").Distinct();
    }

    private static JsonNode? DefaultOf(string loss, string option)
    {
        JsonObject options = LossCatalog.OptionsOf(loss, LossForm.AuthorCode);
        return options[option == "margin" ? LossCatalog.Find(loss).MarginOption ?? option : option];
    }

    /// <summary>Reads a value of the kind that the default is of; where that is null, of any.</summary>
    private static bool TryValue(JsonNode? byDefault, string text, out JsonNode? value, out string expected)
    {
        bool isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number);
        JsonNode? asNumber = !isNumber ? null : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) ? JsonValue.Create(whole) : JsonValue.Create(number);
        switch (byDefault?.GetValueKind())
        {
            case JsonValueKind.Number:
                (value, expected) = (asNumber, "a number");
                return isNumber;
            case JsonValueKind.True or JsonValueKind.False:
                (value, expected) = (text == "true", "true or false");
                return text is "true" or "false";
            case JsonValueKind.Array or JsonValueKind.Object:
                (value, expected) = (TryJson(text), "JSON");
                return value is not null;
            case JsonValueKind.String:
                (value, expected) = (text, "a word");
                return text.Length > 0;
            default:
                value = text == "null" ? null : asNumber ?? (text is "true" or "false" ? text == "true" : text);
                expected = "a value";
                return true;
        }
    }

    private static JsonNode? TryJson(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Hint(string typed, IEnumerable<string> known) => Suggestion.For(typed, known) is string near ? $" Did you mean {near}?" : null;
}
