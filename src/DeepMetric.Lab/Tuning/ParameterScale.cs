namespace DeepMetric.Lab.Tuning;

/// <summary>A parameter's values as places from 0 to 1, evenly spread; each whole number and each choice has a stretch of its own.</summary>
internal sealed class ParameterScale
{
    private readonly double _low;
    private readonly double _width;

    public ParameterScale(ParameterRange range)
    {
        Range = range;
        (_low, _width) = range.Kind switch
        {
            ParameterKind.Choice => (0, range.Choices!.Count),
            ParameterKind.Integer => (range.Low!.Value, range.High!.Value - range.Low.Value + 1),
            ParameterKind.Log => (Math.Log(range.Low!.Value), Math.Log(range.High!.Value) - Math.Log(range.Low.Value)),
            _ => (range.Low!.Value, range.High!.Value - range.Low.Value),
        };
    }

    public ParameterRange Range { get; }

    /// <summary>The value at a place in [0, 1].</summary>
    public ParameterValue ValueAt(double place)
    {
        double at = _low + (place * _width);
        return Range.Kind switch
        {
            ParameterKind.Choice => Range.Choices![(int)Math.Min(Math.Floor(at), _width - 1)],
            ParameterKind.Integer => Math.Clamp(Math.Floor(at), Range.Low!.Value, Range.High!.Value),
            ParameterKind.Log => Math.Clamp(Math.Exp(at), Range.Low!.Value, Range.High!.Value),
            _ => Math.Clamp(at, Range.Low!.Value, Range.High!.Value),
        };
    }

    /// <summary>The place of a number in [0, 1]: the middle of its stretch for a whole one.</summary>
    public double PlaceOf(ParameterValue value) => Range.Kind switch
    {
        ParameterKind.Integer => (value.Number!.Value - _low + 0.5) / _width,
        ParameterKind.Log => (Math.Log(value.Number!.Value) - _low) / _width,
        _ => (value.Number!.Value - _low) / _width,
    };
}
