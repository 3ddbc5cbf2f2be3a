using static TorchSharp.torch;

namespace DeepMetric.Weights;

/// <summary>What a file says about one of its tensors.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">Its sizes; none for a single number.</param>
/// <param name="Offset">Where its data begin in the file, in bytes.</param>
/// <param name="Length">The length of its data in bytes.</param>
public sealed record TensorEntry(string Name, ScalarType Type, IReadOnlyList<long> Shape, long Offset, long Length)
{
    /// <summary>The number of its elements.</summary>
    public long Count => Length / SafetensorsTypes.SizeOf(Type);
}
