namespace DeepMetric.Benchmarks.Peers;

/// <summary>One case of the comparison with the peers.</summary>
/// <param name="Name">What both sides know it by.</param>
/// <param name="Inputs">Writes the inputs of both sides into a folder and returns our side's work.</param>
/// <param name="Targets">What is asked of our side.</param>
internal sealed record PeerCase(string Name, Func<PeerInputs, Action> Inputs, params PeerTarget[] Targets)
{
    /// <summary>How often each side runs.</summary>
    public int Repeats { get; init; } = 7;

    /// <summary>Whether the peers have it at all.</summary>
    public bool HasPeer { get; init; } = true;

    /// <summary>Floating-point operations of the matrix product inside, for a rate; 0 where that tells nothing.</summary>
    public double ProductOperations { get; init; }
}
