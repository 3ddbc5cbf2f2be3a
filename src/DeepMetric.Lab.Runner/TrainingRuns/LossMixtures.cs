using System.Globalization;
using DeepMetric.Lab.Specs;
using DeepMetric.Losses;

namespace DeepMetric.Lab.Runner;

/// <summary>Weighted sums of losses of the catalogue, as text such as <c>triplet+0.5*contrastive</c>, as specification, and as loss.</summary>
public static class LossMixtures
{
    /// <summary>Reads losses with <c>+</c> between them, each with a weight and <c>*</c> before it or not.</summary>
    /// <param name="text">The text; blanks around its parts do not count. Whether the names are known is not checked.</param>
    /// <exception cref="FormatException">It is not of this form; the message says what was expected and found, without a capital or a stop.</exception>
    public static IReadOnlyList<LossPartSpec> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        LossPartSpec[] parts = [.. text.Split('+').Select(ParsePart)];
        return parts.GroupBy(part => part.Loss).FirstOrDefault(group => group.Count() > 1) is { Key: string twice }
            ? throw new FormatException($"expected different losses, found '{twice}' twice")
            : parts;
    }

    /// <summary>The losses in words, such as <c>triplet + 0.5 contrastive</c>.</summary>
    /// <param name="losses">The losses.</param>
    public static string Describe(IReadOnlyList<LossPartSpec> losses)
    {
        ArgumentNullException.ThrowIfNull(losses);
        return string.Join(" + ", losses.Select(part => part.Weight == 1 ? part.Loss : string.Create(CultureInfo.InvariantCulture, $"{part.Weight} {part.Loss}")));
    }

    /// <summary>The loss: one by itself, or a mixture.</summary>
    /// <param name="losses">Its parts.</param>
    /// <param name="form">The form of all of them, one of <see cref="FormNames"/>.</param>
    /// <param name="dimensions">What losses with weights have to know; null where there is none among them.</param>
    /// <exception cref="ArgumentException">There is none, one is there twice, or a name, an option or a weight does not fit.</exception>
    public static MetricLoss Create(IReadOnlyList<LossPartSpec> losses, string form, LossDimensions? dimensions = null)
    {
        ArgumentNullException.ThrowIfNull(losses);
        LossForm parsed = FormNames.Parse(form);
        if (losses.FirstOrDefault(part => !(double.IsFinite(part.Weight) && part.Weight > 0)) is { } bad)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Expected a weight above 0 for {bad.Loss}, found {bad.Weight}."), nameof(losses));
        }

        MixedLoss[] parts = [.. losses.Select(part => new MixedLoss(part.Loss, part.Weight, LossCatalog.Create(part.Loss, new LossSetting(parsed, dimensions), part.Options)))];
        return parts is [{ Weight: 1 } alone] ? alone.Loss : new MixtureLoss(parts);
    }

    private static LossPartSpec ParsePart(string part)
    {
        string[] sides = part.Split('*', StringSplitOptions.TrimEntries);
        double weight = 1;
        bool isSound = sides.Length switch
        {
            1 => true,
            2 => double.TryParse(sides[0], NumberStyles.Float, CultureInfo.InvariantCulture, out weight) && double.IsFinite(weight) && weight > 0,
            _ => false,
        };
        return isSound && sides[^1].Length > 0
            ? new LossPartSpec { Loss = sides[^1], Weight = weight }
            : throw new FormatException($"expected a loss, or a weight above 0, '*' and a loss, found '{part.Trim()}'");
    }
}
