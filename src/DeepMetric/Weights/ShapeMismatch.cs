namespace DeepMetric.Weights;

/// <summary>A tensor whose shape in the file is not the module's.</summary>
/// <param name="Name">Its name in the module.</param>
/// <param name="InFile">The shape in the file.</param>
/// <param name="InModule">The shape in the module.</param>
public sealed record ShapeMismatch(string Name, IReadOnlyList<long> InFile, IReadOnlyList<long> InModule)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name} (file {Damage.Shape(InFile)}, module {Damage.Shape(InModule)})";
}
