using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Weights;

/// <summary>A short text that stands for a module's weights.</summary>
public static class WeightFingerprint
{
    /// <summary>SHA-256 over names, types, shapes and bytes of all parameters and buffers, in the order of the names.</summary>
    /// <param name="module">The module, borrowed; on any device.</param>
    /// <returns>64 hexadecimal digits. Equal for equal weights, whatever the layout in memory or the device; the module's kind is not part of it.</returns>
    public static string Of(nn.Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var sink = new HashStream(hash);
        Span<byte> number = stackalloc byte[sizeof(long)];
        foreach ((string name, Tensor tensor) in module.state_dict().OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            byte[] text = Encoding.UTF8.GetBytes($"{name}\n{tensor.dtype}");
            foreach (long value in (long[])[text.Length, tensor.dim(), .. tensor.shape])
            {
                BinaryPrimitives.WriteInt64LittleEndian(number, value);
                hash.AppendData(number);
            }

            hash.AppendData(text);
            SafetensorsWriter.WriteData(sink, tensor, checked((int)tensor.element_size()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
