namespace DeepMetric.Lab.Runner;

/// <summary>What a bootstrap draws anew.</summary>
public enum BootstrapUnit
{
    /// <summary>Queries: what they search stays as it is.</summary>
    Queries,

    /// <summary>Classes, with all their queries: for sets whose test classes stand for others.</summary>
    Classes,
}
