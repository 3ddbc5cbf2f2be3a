using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Tuning;

/// <summary>How often each choice was made, with one observation shared by all choices added, so that none is ever impossible.</summary>
internal sealed class ChoiceDensity : ValueDensity
{
    private readonly IReadOnlyList<ParameterValue> _choices;
    private readonly double[] _shares;

    public ChoiceDensity(IReadOnlyList<ParameterValue> choices, IReadOnlyList<ParameterValue> values)
    {
        _choices = choices;
        _shares = [.. choices.Select(choice => (values.Count(value => value == choice) + (1.0 / choices.Count)) / (values.Count + 1))];
    }

    public override ParameterValue Draw(SplitMix64 random)
    {
        double rest = random.NextDouble();
        int choice = 0;
        while (choice < _shares.Length - 1 && rest >= _shares[choice])
        {
            rest -= _shares[choice++];
        }

        return _choices[choice];
    }

    public override double LogDensity(ParameterValue value)
    {
        int choice = 0;
        while (_choices[choice] != value)
        {
            choice++;
        }

        return Math.Log(_shares[choice]);
    }
}
