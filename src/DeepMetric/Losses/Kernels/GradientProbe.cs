using System.Buffers;
using System.Runtime.Intrinsics;
using DeepMetric.Sampling;
using TorchSharp;

namespace DeepMetric.Losses.Kernels;

/// <summary>Bounds from below how far anchors are moved, without the product of all gradients with all rows. Its memory is used again; dispose to give it back.</summary>
/// <remarks>
/// An anchor x whose row of similarities has the gradient g is moved along p = Σ_j g_j x_j, of which only what is orthogonal to x counts where rows are normalised. For two fixed directions u and v,
/// w = (x·v) u − (x·u) v is orthogonal to x, and w·p = (x·v) Σ_j g_j (x_j·u) − (x·u) Σ_j g_j (x_j·v) takes two sums along the row: |p| ≥ |w·p| / |w|, less what rounding may add.
/// An anchor that the bound says nothing of is for the product itself.
/// </remarks>
internal sealed unsafe class GradientProbe : IDisposable
{
    private static readonly int s_lanes = Vector512<float>.Count;
    private readonly int _count;
    private readonly float[] _alongFirst;
    private readonly float[] _alongSecond;
    private readonly double _largestFirst;
    private readonly double _largestSecond;
    private readonly (double First, double Both, double Second) _squares;
    private readonly double _rounding;

    /// <summary>Measures the rows along both directions.</summary>
    /// <param name="rows">The rows, contiguous floats, <c>[n, d]</c>.</param>
    public GradientProbe(torch.Tensor rows)
    {
        (_count, int dimension) = ((int)rows.shape[0], (int)rows.shape[1]);
        var random = new SeededRandom(0);
        double[] first = new double[dimension];
        double[] second = new double[dimension];
        for (int k = 0; k < dimension; k++)
        {
            (first[k], second[k]) = (random.NextGaussian(), random.NextGaussian());
            _squares.First += first[k] * first[k];
            _squares.Both += first[k] * second[k];
            _squares.Second += second[k] * second[k];
        }

        _alongFirst = ArrayPool<float>.Shared.Rent(_count);
        _alongSecond = ArrayPool<float>.Shared.Rent(_count);
        float* row = DenseMemory.Pointer<float>(rows);
        for (int i = 0; i < _count; i++, row += dimension)
        {
            (double one, double other) = (0, 0);
            for (int k = 0; k < dimension; k++)
            {
                one += row[k] * first[k];
                other += row[k] * second[k];
            }

            (_alongFirst[i], _alongSecond[i]) = ((float)one, (float)other);
            _largestFirst = Math.Max(_largestFirst, Math.Abs(one));
            _largestSecond = Math.Max(_largestSecond, Math.Abs(other));
        }

        // A sum along a row is of chains of so many roundings, and its numbers were rounded before.
        _rounding = ((_count / s_lanes) + (2 * s_lanes) + 4) * Math.Pow(2, -24);
    }

    /// <summary>So far at least the sum of an anchor's terms moves its prepared row; negative or NaN where nothing can be said.</summary>
    /// <param name="gradient">The gradient on the anchor's row of similarities, <c>[n]</c>.</param>
    /// <param name="anchor">The anchor.</param>
    public double LeastMove(float* gradient, int anchor)
    {
        Vector512<float> firsts = default, seconds = default, magnitudes = default;
        (float first, float second, float magnitude) = (0, 0, 0);
        fixed (float* alongFirst = _alongFirst, alongSecond = _alongSecond)
        {
            int j = 0;
            for (; j + s_lanes <= _count; j += s_lanes)
            {
                Vector512<float> entries = Vector512.Load(gradient + j);
                firsts = Vector512.FusedMultiplyAdd(entries, Vector512.Load(alongFirst + j), firsts);
                seconds = Vector512.FusedMultiplyAdd(entries, Vector512.Load(alongSecond + j), seconds);
                magnitudes += Vector512.Abs(entries);
            }

            for (; j < _count; j++)
            {
                first += gradient[j] * alongFirst[j];
                second += gradient[j] * alongSecond[j];
                magnitude += Math.Abs(gradient[j]);
            }
        }

        first += Vector512.Sum(firsts);
        second += Vector512.Sum(seconds);
        double most = (magnitude + Vector512.Sum(magnitudes)) * (1 + (2 * _rounding));
        (double u, double v) = (_alongFirst[anchor], _alongSecond[anchor]);
        double along = Math.Abs((v * first) - (u * second));

        // What the sums may err by, and what w keeps of the anchor's own direction as u and v were rounded.
        double error = most * ((_rounding * ((Math.Abs(v) * _largestFirst) + (Math.Abs(u) * _largestSecond))) + (Math.Pow(2, -22) * Math.Abs(u * v)));
        double length = Math.Sqrt((v * v * _squares.First) - (2 * u * v * _squares.Both) + (u * u * _squares.Second));
        return (along - error) / (length * (1 + Math.Pow(2, -20)));
    }

    public void Dispose()
    {
        ArrayPool<float>.Shared.Return(_alongFirst);
        ArrayPool<float>.Shared.Return(_alongSecond);
    }
}
