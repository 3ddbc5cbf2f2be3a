namespace DeepMetric.Sampling;

/// <summary>Draws one of several, each with a probability proportional to its weight, again and again.</summary>
public sealed class WeightedChoice
{
    private readonly double[] _sums;
    private readonly int _lastPossible;

    /// <summary>Sets the weights.</summary>
    /// <param name="weights">Finite, none below 0, at least one above.</param>
    /// <exception cref="ArgumentException">A weight is not as said, or all are 0.</exception>
    public WeightedChoice(IEnumerable<double> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        _sums = [.. weights];
        _lastPossible = -1;
        double sum = 0;
        for (int i = 0; i < _sums.Length; i++)
        {
            double weight = _sums[i];
            if (!double.IsFinite(weight) || weight < 0)
            {
                throw new ArgumentException($"Expected finite weights of at least 0, found {weight} at position {i}.", nameof(weights));
            }

            sum += weight;
            _sums[i] = sum;
            _lastPossible = weight > 0 ? i : _lastPossible;
        }

        if (_lastPossible < 0 || !double.IsFinite(sum))
        {
            throw new ArgumentException($"Expected weights with a finite sum above 0, found {sum} over {_sums.Length} weights.", nameof(weights));
        }
    }

    /// <summary>The number of those to draw from.</summary>
    public int Count => _sums.Length;

    /// <summary>Draws a position; one of weight 0 never comes.</summary>
    /// <param name="random">Where the draw comes from.</param>
    public int Next(SeededRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double at = random.NextDouble() * _sums[^1];

        // The first position whose sum is above: a weight of 0 repeats the sum before it.
        int low = 0;
        int high = _sums.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            (low, high) = _sums[middle] > at ? (low, middle) : (middle + 1, high);
        }

        // Rounding may bring the draw up to the whole sum.
        return Math.Min(low, _lastPossible);
    }
}
