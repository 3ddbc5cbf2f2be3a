using static TorchSharp.torch;

namespace DeepMetric.Weights;

/// <summary>A tensor whose numbers in the file are of a kind that the module's do not take, such as whole numbers for weights.</summary>
/// <param name="Name">Its name in the module.</param>
/// <param name="InFile">The type in the file.</param>
/// <param name="InModule">The type in the module.</param>
public sealed record TypeMismatch(string Name, ScalarType InFile, ScalarType InModule)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name} (file {InFile}, module {InModule})";
}
