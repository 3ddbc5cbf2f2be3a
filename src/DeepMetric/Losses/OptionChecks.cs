using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace DeepMetric.Losses;

/// <summary>Holds options against the ranges that their records declare.</summary>
internal static class OptionChecks
{
    /// <summary>The options, if every number is finite and within its range.</summary>
    /// <exception cref="ValidationException">A value is not; the message names it, what was expected and what was found.</exception>
    public static T Checked<T>(T options)
        where T : notnull
    {
        foreach (PropertyInfo property in typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            object? value = property.GetValue(options);
            if (value is double number && !double.IsFinite(number))
            {
                throw new ValidationException($"Expected a finite {property.Name}, found {number}.");
            }

            if (value is not null && property.GetCustomAttribute<RangeAttribute>() is { } range && !range.IsValid(value))
            {
                throw new ValidationException($"Expected {property.Name} from {range.Minimum} to {range.Maximum}, found {value}.");
            }
        }

        return options;
    }
}
