namespace DeepMetric.Evaluation;

/// <summary>The number at a place of an order, without making the whole order (Hoare's selection, in three parts, so that equal numbers cost nothing).</summary>
internal static class OrderStatistic
{
    /// <summary>The number that would stand at a place if the numbers were sorted ascending.</summary>
    /// <param name="numbers">The numbers, none NaN; their order is changed.</param>
    /// <param name="place">The place, from 0.</param>
    public static float Of(Span<float> numbers, int place)
    {
        int first = 0;
        int last = numbers.Length - 1;
        while (first < last)
        {
            float pivot = MedianOf(numbers[first], numbers[first + ((last - first) / 2)], numbers[last]);
            (int below, int above, int at) = (first, last, first);
            while (at <= above)
            {
                float number = numbers[at];
                if (number < pivot)
                {
                    numbers[at++] = numbers[below];
                    numbers[below++] = number;
                }
                else if (number > pivot)
                {
                    numbers[at] = numbers[above];
                    numbers[above--] = number;
                }
                else
                {
                    at++;
                }
            }

            if (place >= below && place <= above)
            {
                return pivot;
            }

            (first, last) = place < below ? (first, below - 1) : (above + 1, last);
        }

        return numbers[first];
    }

    private static float MedianOf(float a, float b, float c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
}
