using static TorchSharp.torch;

namespace DeepMetric.Training;

/// <summary>Items put together for a net.</summary>
/// <param name="Items">Their places.</param>
/// <param name="Values">Their values, <c>[b, ...]</c>, borrowed until the next batch is asked for.</param>
internal sealed record Batch(int[] Items, Tensor Values);
