namespace DeepMetric.Lab.Reports.Charts;

/// <summary>Chooses round numbers for the marks of an axis.</summary>
public static class NiceTicks
{
    private static readonly double[] Mantissas = [1, 2, 5];

    /// <summary>The finest marks that are multiples of 1, 2 or 5 times a power of ten, lie within the range and are few enough.</summary>
    /// <param name="low">The lower end of the range.</param>
    /// <param name="high">The upper end, above <paramref name="low"/>.</param>
    /// <param name="atMost">The largest number of marks, 2 or more.</param>
    /// <returns>The marks in ascending order; two or more where <paramref name="atMost"/> is at least 5.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty or not finite, or fewer than 2 marks are allowed.</exception>
    public static IReadOnlyList<double> Linear(double low, double high, int atMost)
    {
        Check(low, high);
        ArgumentOutOfRangeException.ThrowIfLessThan(atMost, 2);
        int exponent = (int)Math.Floor(Math.Log10((high - low) / atMost)) - 1;
        while (true)
        {
            double power = Math.Pow(10, exponent);
            foreach (double mantissa in Mantissas)
            {
                double step = mantissa * power;

                // The slack keeps an end that is itself a mark, against rounding of the quotient.
                double first = Math.Ceiling((low / step) - 1e-9);
                double last = Math.Floor((high / step) + 1e-9);
                if (last - first + 1 <= atMost)
                {
                    return [.. Enumerable.Range(0, (int)(last - first + 1)).Select(i => Multiple(first + i, mantissa, exponent))];
                }
            }

            exponent++;
        }
    }

    /// <summary>Marks of a logarithmic axis: powers of ten, with their double and fivefold where fewer than three powers lie in the range.</summary>
    /// <param name="low">The lower end of the range, above 0.</param>
    /// <param name="high">The upper end, above <paramref name="low"/>.</param>
    /// <param name="atMost">The largest number of marks, 2 or more; powers of ten are thinned out evenly to keep it.</param>
    /// <returns>The marks in ascending order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty, not finite or not positive, or fewer than 2 marks are allowed.</exception>
    public static IReadOnlyList<double> Logarithmic(double low, double high, int atMost)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(low);
        Check(low, high);
        ArgumentOutOfRangeException.ThrowIfLessThan(atMost, 2);
        int first = (int)Math.Floor(Math.Log10(low));
        int last = (int)Math.Ceiling(Math.Log10(high));
        double[] powers = Within(Enumerable.Range(first, last - first + 1).Select(exponent => Multiple(1, 1, exponent)), low, high);
        if (powers.Length >= 3)
        {
            int every = (powers.Length + atMost - 1) / atMost;
            return [.. powers.Where((_, index) => index % every == 0)];
        }

        double[] fine = Within(
            Enumerable.Range(first, last - first + 1).SelectMany(exponent => Mantissas.Select(mantissa => Multiple(1, mantissa, exponent))), low, high);
        return fine.Length >= 2 && fine.Length <= atMost ? fine : powers.Length >= 2 ? powers : Linear(low, high, atMost);
    }

    private static double[] Within(IEnumerable<double> values, double low, double high) =>
        [.. values.Where(value => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9))];

    // Dividing by a power of ten is exact where multiplying by its rounded inverse is not: 3 / 10 is 0.3, 3 * 0.1 is not.
    private static double Multiple(double count, double mantissa, int exponent) =>
        exponent >= 0 ? count * mantissa * Math.Pow(10, exponent) : count * mantissa / Math.Pow(10, -exponent);

    private static void Check(double low, double high)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high) || !(high > low) || !double.IsFinite(high - low))
        {
            throw new ArgumentOutOfRangeException(nameof(high), high, $"A range needs finite ends, the second above the first; the first is {low}.");
        }
    }
}
