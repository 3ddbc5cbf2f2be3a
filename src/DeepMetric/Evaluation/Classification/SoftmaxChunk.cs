namespace DeepMetric.Evaluation.Classification;

/// <summary>The summed loss and gradient of consecutive items, four at a time so that weights and gradients are loaded once for four.</summary>
internal sealed class SoftmaxChunk
{
    private const int AtOnce = 4;
    private readonly EmbeddingTable _items;
    private readonly int[] _targets;
    private readonly int _classes;
    private readonly int _first;
    private readonly int _last;
    private readonly double[] _rows;
    private readonly double[] _scores;

    public SoftmaxChunk(EmbeddingTable items, int[] targets, int classes, int first, int last)
    {
        _items = items;
        _targets = targets;
        _classes = classes;
        _first = first;
        _last = last;
        _rows = new double[AtOnce * items.Dimension];
        _scores = new double[AtOnce * classes];
        Gradient = new double[classes * (items.Dimension + 1)];
    }

    public double Loss { get; private set; }

    public double[] Gradient { get; }

    public void Evaluate(ReadOnlySpan<double> point)
    {
        int dimension = _items.Dimension;
        int intercepts = _classes * dimension;
        double loss = 0;
        Array.Clear(Gradient);
        for (int item = _first; item < _last; item += AtOnce)
        {
            int count = Math.Min(AtOnce, _last - item);
            for (int i = 0; i < count; i++)
            {
                _items.CopyRow(item + i, _rows.AsSpan(i * dimension));
            }

            for (int k = 0; k < _classes; k++)
            {
                VectorKernel.DotFour(point.Slice(k * dimension, dimension), _rows, _scores.AsSpan(k * AtOnce, AtOnce));
            }

            for (int i = 0; i < count; i++)
            {
                loss += TurnIntoResiduals(i, _targets[item + i], point[intercepts..]);
            }

            for (int i = count; i < AtOnce; i++)
            {
                // What the last group lacks still holds older rows; they weigh nothing.
                for (int k = 0; k < _classes; k++)
                {
                    _scores[(k * AtOnce) + i] = 0;
                }
            }

            for (int k = 0; k < _classes; k++)
            {
                ReadOnlySpan<double> residuals = _scores.AsSpan(k * AtOnce, AtOnce);
                VectorKernel.AddFourScaled(residuals, _rows, Gradient.AsSpan(k * dimension, dimension));
                Gradient[intercepts + k] += residuals[0] + residuals[1] + residuals[2] + residuals[3];
            }
        }

        Loss = loss;
    }

    /// <summary>Replaces the scores of one item by probabilities minus the truth.</summary>
    /// <returns>The loss of the item.</returns>
    private double TurnIntoResiduals(int i, int target, ReadOnlySpan<double> intercepts)
    {
        double highest = double.NegativeInfinity;
        for (int k = 0; k < _classes; k++)
        {
            int at = (k * AtOnce) + i;
            _scores[at] += intercepts[k];
            highest = Math.Max(highest, _scores[at]);
        }

        double own = _scores[(target * AtOnce) + i];
        double sum = 0;
        for (int k = 0; k < _classes; k++)
        {
            int at = (k * AtOnce) + i;
            _scores[at] = Math.Exp(_scores[at] - highest);
            sum += _scores[at];
        }

        for (int k = 0; k < _classes; k++)
        {
            _scores[(k * AtOnce) + i] /= sum;
        }

        _scores[(target * AtOnce) + i] -= 1;
        return highest + Math.Log(sum) - own;
    }
}
