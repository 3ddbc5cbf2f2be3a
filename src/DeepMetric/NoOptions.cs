namespace DeepMetric;

/// <summary>The options of what has none, for the catalogues.</summary>
public sealed record NoOptions;
