namespace DeepMetric.Lab.Export;

/// <summary>One number of a training run at one step, for an <see cref="EventFile"/>.</summary>
/// <param name="Step">The step, 0 or more.</param>
/// <param name="WallTime">When it was measured.</param>
/// <param name="Tag">What it is; tags with the same beginning up to a stroke are shown together, e.g. <c>test/map-at-r</c>.</param>
/// <param name="Value">The number; it is kept as a float, and need not be finite.</param>
public readonly record struct ScalarEvent(long Step, DateTimeOffset WallTime, string Tag, double Value);
