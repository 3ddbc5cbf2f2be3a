using System.Globalization;
using System.Text.Json.Serialization;

namespace DeepMetric.Lab.Tuning;

/// <summary>What a parameter is set to: a number, a word or a flag. In JSON it is just that.</summary>
[JsonConverter(typeof(ParameterValueConverter))]
public readonly record struct ParameterValue
{
    private readonly object? _value;

    /// <summary>A number.</summary>
    /// <param name="number">The number, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is not finite.</exception>
    public ParameterValue(double number)
    {
        _value = double.IsFinite(number) ? number : throw new ArgumentOutOfRangeException(nameof(number), number, "Expected a finite number.");
    }

    /// <summary>A word.</summary>
    /// <param name="text">The word.</param>
    public ParameterValue(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _value = text;
    }

    /// <summary>A flag.</summary>
    /// <param name="flag">Whether it is set.</param>
    public ParameterValue(bool flag)
    {
        _value = flag;
    }

    /// <summary>The number; null for a word or a flag.</summary>
    public double? Number => _value as double?;

    /// <summary>The word; null for a number or a flag.</summary>
    public string? Text => _value as string;

    /// <summary>The flag; null for a number or a word.</summary>
    public bool? Flag => _value as bool?;

    /// <summary>A number.</summary>
    public static implicit operator ParameterValue(double number) => new(number);

    /// <summary>A word.</summary>
    public static implicit operator ParameterValue(string text) => new(text);

    /// <summary>A flag.</summary>
    public static implicit operator ParameterValue(bool flag) => new(flag);

    /// <summary>A number as a value; for languages without implicit conversions.</summary>
    public static ParameterValue FromDouble(double number) => new(number);

    /// <summary>A word as a value; for languages without implicit conversions.</summary>
    public static ParameterValue FromString(string text) => new(text);

    /// <summary>A flag as a value; for languages without implicit conversions.</summary>
    public static ParameterValue FromBoolean(bool flag) => new(flag);

    /// <inheritdoc/>
    public override string ToString() => _value switch
    {
        double number => number.ToString(CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        string text => text,
        _ => "",
    };
}
