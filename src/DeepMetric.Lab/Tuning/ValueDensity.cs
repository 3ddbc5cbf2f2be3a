using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Tuning;

/// <summary>An estimate of how the values of one parameter are spread, over a part of the trials.</summary>
internal abstract class ValueDensity
{
    public static ValueDensity Of(ParameterScale scale, IReadOnlyList<ParameterValue> values) =>
        scale.Range.Kind == ParameterKind.Choice ? new ChoiceDensity(scale.Range.Choices!, values) : new ParzenDensity(scale, values);

    /// <summary>A value of the estimate.</summary>
    public abstract ParameterValue Draw(SplitMix64 random);

    /// <summary>The logarithm of the density at a value, per unit of the parameter's scale.</summary>
    public abstract double LogDensity(ParameterValue value);
}
