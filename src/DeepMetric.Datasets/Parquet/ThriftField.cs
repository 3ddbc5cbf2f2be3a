namespace DeepMetric.Datasets;

/// <summary>One field of a <see cref="ThriftShape"/>.</summary>
/// <param name="Kind">What it is, or what its list holds.</param>
/// <param name="Shape">The shape of a structure.</param>
/// <param name="IsList">Whether it is a list.</param>
internal sealed record ThriftField(ThriftKind Kind, ThriftShape? Shape = null, bool IsList = false);
