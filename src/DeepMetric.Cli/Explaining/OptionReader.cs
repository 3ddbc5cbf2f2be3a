using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DeepMetric.Cli.Explaining;

/// <summary>Reads what can be set: from a record of options, from a constructor, or from properties that are set at creation.</summary>
internal sealed class OptionReader(LibraryDocumentation documentation)
{
    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>The options of a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="defaults">Its values by name, as JSON.</param>
    /// <param name="forms">The values in other forms, by the form's name.</param>
    public IReadOnlyList<OptionFacts> OfRecord(Type record, JsonObject defaults, IReadOnlyDictionary<string, JsonObject>? forms = null)
    {
        PropertyInfo[] settable = [.. record.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is { IsPublic: true })];
        return [.. settable.Select(property =>
        {
            string name = CamelCase(property.Name);
            string standard = TextOf(defaults[name]);
            return Describe(property, name) with
            {
                Default = standard,
                InForms = (forms ?? new Dictionary<string, JsonObject>()).Select(form => (form.Key, Value: TextOf(form.Value[name]))).Where(form => form.Value != standard)
                    .ToDictionary(form => form.Key, form => form.Value),
            };
        })];
    }

    /// <summary>The parameters of a constructor.</summary>
    public IReadOnlyList<OptionFacts> OfConstructor(ConstructorInfo constructor) =>
    [
        .. constructor.GetParameters().Select(parameter => new OptionFacts
        {
            Name = parameter.Name!,
            Type = Words(parameter.ParameterType, Nullability.Create(parameter).WriteState == NullabilityState.Nullable),
            Default = parameter.HasDefaultValue ? TextOf(parameter.ParameterType.IsEnum ? CamelCase(Enum.GetName(parameter.ParameterType, parameter.RawDefaultValue!)!) : parameter.RawDefaultValue) : null,
            Range = RangeOf(parameter.GetCustomAttribute<RangeAttribute>()),
            Summary = documentation.Parameter(constructor, parameter.Name!),
        }),
    ];

    /// <summary>The properties that are set at creation and say what their value is by default.</summary>
    public IReadOnlyList<OptionFacts> OfProperties(Type type) =>
    [
        .. from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
           let value = documentation.Value(property)
           where property.SetMethod is { IsPublic: true } && value.Length > 0
           select Describe(property, CamelCase(property.Name)) with { Default = DefaultIn(value) },
    ];

    /// <summary>The value that a text such as <c>Default 0.1.</c> names.</summary>
    public static string? DefaultIn(string value)
    {
        const string start = "Default ";
        string text = DocumentationText.Plain(value);
        if (!text.StartsWith(start, StringComparison.Ordinal))
        {
            return null;
        }

        string rest = text[start.Length..];
        int end = rest.IndexOfAny([';', ',', ':']) is var mark and >= 0 ? mark : rest.Length;
        int stop = rest.IndexOf(". ", StringComparison.Ordinal) is var full and >= 0 ? full : rest.Length;
        return rest[..Math.Min(end, stop)].TrimEnd('.').Trim();
    }

    private OptionFacts Describe(PropertyInfo property, string name) => new()
    {
        Name = name,
        Type = Words(property.PropertyType, Nullability.Create(property).WriteState == NullabilityState.Nullable),
        Range = RangeOf(property.GetCustomAttribute<RangeAttribute>()),
        Summary = documentation.Summary(property),
    };

    private static string Words(Type type, bool canBeNull)
    {
        Type known = Nullable.GetUnderlyingType(type) ?? type;
        string words = known.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(known).Select(CamelCase))}"
            : known == typeof(bool) ? "true or false"
            : known == typeof(double) || known == typeof(float) ? "number"
            : known == typeof(int) || known == typeof(long) || known == typeof(ulong) ? "whole number"
            : known == typeof(string) ? "text"
            : known.GetInterfaces().Append(known).FirstOrDefault(candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == typeof(IEnumerable<>)) is { } list
                ? $"list of {Words(list.GetGenericArguments()[0], false)}"
            : known.Name.Split('`')[0];
        return canBeNull || known != type ? words + ", or none" : words;
    }

    private static string? RangeOf(RangeAttribute? range)
    {
        if (range is null)
        {
            return null;
        }

        double low = Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture);
        double high = Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture);
        bool open = high is double.MaxValue or int.MaxValue or long.MaxValue or double.PositiveInfinity;
        bool below = low is double.MinValue or int.MinValue or long.MinValue or double.NegativeInfinity;
        string from = range.MinimumIsExclusive ? $"above {Number(low)}" : open ? $"{Number(low)} or more" : $"from {Number(low)}";
        string to = range.MaximumIsExclusive ? $"below {Number(high)}" : below ? $"{Number(high)} or less" : range.MinimumIsExclusive ? $"up to {Number(high)}" : $"to {Number(high)}";
        return below && open ? null : below ? to : open ? from : $"{from} {to}";
    }

    private static string TextOf(object? value) => value switch
    {
        null => "none",
        bool truth => truth ? "true" : "false",
        string text => text.Length == 0 ? "none" : text,
        JsonValue json => json.GetValueKind() switch
        {
            JsonValueKind.String => json.GetValue<string>(),
            JsonValueKind.Number => Number(json.Deserialize<double>()),
            JsonValueKind.True => "true",
            _ => "false",
        },
        JsonNode json => json.ToJsonString(),
        IConvertible number => Number(number.ToDouble(CultureInfo.InvariantCulture)),
        _ => value.ToString()!,
    };

    private static string Number(double value) =>
        value != 0 && Math.Abs(value) < 1e-4 ? value.ToString("0.###e0", CultureInfo.InvariantCulture) : value.ToString("R", CultureInfo.InvariantCulture);

    private static string CamelCase(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);
}
