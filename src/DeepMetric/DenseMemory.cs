using System.Runtime.CompilerServices;
using TorchSharp;

namespace DeepMetric;

/// <summary>The memory of a contiguous CPU tensor, for kernels.</summary>
internal static unsafe class DenseMemory
{
    /// <summary>The address of the first element; valid as long as the tensor lives.</summary>
    public static T* Pointer<T>(torch.Tensor tensor)
        where T : unmanaged
    {
        if (tensor.device_type != DeviceType.CPU || !tensor.is_contiguous())
        {
            throw new ArgumentException($"Expected a contiguous CPU tensor, found one on {tensor.device}, strides [{string.Join(", ", tensor.stride())}].", nameof(tensor));
        }

        return tensor.numel() == 0 ? null : (T*)Unsafe.AsPointer(ref tensor.bytes[0]);
    }

    /// <summary>All elements; valid as long as the tensor lives.</summary>
    public static ReadOnlySpan<T> Read<T>(torch.Tensor tensor)
        where T : unmanaged => new(Pointer<T>(tensor), checked((int)tensor.numel()));
}
