using DeepMetric.Lab.Statistics;
using MathNet.Numerics.Distributions;

namespace DeepMetric.Lab.Tuning;

/// <summary>A mixture of normal kernels at the values of a number, and one flat part as heavy as a kernel; all cut off at the ends of the range.</summary>
/// <remarks>
/// A kernel is as wide as the farther of its neighbours, the ends of the range included, is away: at least 1 / min(100, n + 1) of the range and at most the range (Bergstra
/// et al., NeurIPS 2011).
/// </remarks>
internal sealed class ParzenDensity : ValueDensity
{
    private const double MostKernels = 100;

    private readonly ParameterScale _scale;
    private readonly double[] _centres;
    private readonly double[] _widths;
    private readonly double[] _heights;

    public ParzenDensity(ParameterScale scale, IReadOnlyList<ParameterValue> values)
    {
        _scale = scale;
        _centres = [.. values.Select(scale.PlaceOf).Order()];
        double narrowest = 1 / Math.Min(MostKernels, _centres.Length + 1);
        _widths = [.. _centres.Select((centre, index) => Math.Clamp(
            Math.Max(centre - (index == 0 ? 0 : _centres[index - 1]), (index == _centres.Length - 1 ? 1 : _centres[index + 1]) - centre), narrowest, 1))];
        _heights = [.. _centres.Zip(_widths, (centre, width) => 1 / (width * (Normal.CDF(centre, width, 1) - Normal.CDF(centre, width, 0))))];
    }

    public override ParameterValue Draw(SplitMix64 random)
    {
        int kernel = random.NextInt(_centres.Length + 1);
        double place = kernel == _centres.Length ? random.NextDouble() : -1;

        // A centre is inside the range and a width at most the range: more than a third of the draws fall inside.
        while (place is < 0 or > 1)
        {
            place = _centres[kernel] + (_widths[kernel] * random.NextNormal());
        }

        return _scale.ValueAt(place);
    }

    public override double LogDensity(ParameterValue value)
    {
        double place = _scale.PlaceOf(value);
        double sum = 1;
        for (int kernel = 0; kernel < _centres.Length; kernel++)
        {
            sum += _heights[kernel] * Normal.PDF(0, 1, (place - _centres[kernel]) / _widths[kernel]);
        }

        return Math.Log(sum / (_centres.Length + 1));
    }
}
