using System.Globalization;

namespace DeepMetric.Lab.Reports.Charts;

/// <summary>Maps numbers to places along an axis, evenly or by their logarithm.</summary>
internal sealed class Scale
{
    private readonly double _low;
    private readonly double _high;

    private Scale(double low, double high, bool isLogarithmic, IReadOnlyList<double> ticks)
    {
        _low = low;
        _high = high;
        IsLogarithmic = isLogarithmic;
        Ticks = [.. ticks.Select(value => (value, Label(value, ticks, isLogarithmic)))];
    }

    /// <summary>Whether equal distances are equal factors.</summary>
    public bool IsLogarithmic { get; }

    /// <summary>The marks with their labels.</summary>
    public IReadOnlyList<(double Value, string Label)> Ticks { get; }

    /// <summary>An even scale; an empty range is widened so that its one value stands in the middle.</summary>
    public static Scale Linear(double low, double high, int atMost = 6)
    {
        (double from, double to) = Widen(low, high);
        return new Scale(from, to, isLogarithmic: false, NiceTicks.Linear(from, to, atMost));
    }

    /// <summary>An even scale whose upper end lies above all values by a little, so that a line does not run along the frame.</summary>
    public static Scale LinearFromZero(double high) => high > 0 ? Linear(0, high * 1.05) : Linear(0, 1);

    /// <summary>An even scale for counts and ranks, whose marks are whole numbers.</summary>
    public static Scale Whole(double low, double high, int atMost = 8)
    {
        (double from, double to) = Widen(low, high);
        double[] ticks = [.. NiceTicks.Linear(from, to, atMost)];
        return new Scale(from, to, isLogarithmic: false, ticks.Any(tick => !double.IsInteger(tick)) ? [.. Between(from, to)] : ticks);
    }

    /// <summary>A logarithmic scale over positive ends.</summary>
    public static Scale Logarithmic(double low, double high)
    {
        double from = low / 1.15;
        double to = high * 1.15;
        return new Scale(from, to, isLogarithmic: true, NiceTicks.Logarithmic(from, to, 7));
    }

    /// <summary>The place of a value: 0 at the lower end, 1 at the upper; values outside go to the nearer end.</summary>
    public double Fraction(double value)
    {
        double place = IsLogarithmic
            ? value <= 0 ? 0 : Math.Log(value / _low) / Math.Log(_high / _low)
            : (value - _low) / (_high - _low);
        return Math.Clamp(place, 0, 1);
    }

    private static IEnumerable<double> Between(double low, double high)
    {
        for (double value = Math.Ceiling(low); value <= high; value++)
        {
            yield return value;
        }
    }

    private static (double Low, double High) Widen(double low, double high)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high))
        {
            return (0, 1);
        }

        // A span that rounding would swallow counts as none.
        double size = Math.Max(Math.Abs(low), Math.Abs(high));
        return high - low > 1e-9 * size ? (low, high) : size == 0 ? (0, 1) : (low - (size / 2), high + (size / 2));
    }

    private static string Label(double value, IReadOnlyList<double> ticks, bool isLogarithmic)
    {
        double size = Math.Abs(value);
        if (value == 0)
        {
            return "0";
        }

        double step = isLogarithmic || ticks.Count < 2 ? size : ticks[1] - ticks[0];
        if (size >= 1e6 || step < 1e-5 || (isLogarithmic && size < 1e-4))
        {
            return Power(value);
        }

        int decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(step) - 1e-9), 0, 6);
        return (value < 0 ? "−" : string.Empty) + size.ToString("#,0." + new string('0', decimals), CultureInfo.InvariantCulture);
    }

    private static string Power(double value)
    {
        int exponent = (int)Math.Floor(Math.Log10(Math.Abs(value)) + 1e-9);
        double mantissa = value / Math.Pow(10, exponent);
        string raised = string.Concat(exponent.ToString(CultureInfo.InvariantCulture).Select(Superscript));
        string digits = mantissa.ToString("0.##", CultureInfo.InvariantCulture).Replace('-', '−');
        return digits == "1" ? "10" + raised : $"{digits}·10{raised}";
    }

    private static char Superscript(char digit) => digit == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit - '0'];
}
