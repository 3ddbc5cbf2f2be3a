using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace DeepMetric.Features;

/// <summary>What features are a function of. Two equal keys stand for the same numbers.</summary>
/// <param name="Weights">The extractor's fingerprint, see <see cref="DeepMetric.Weights.WeightFingerprint"/>; with its kind in front where weights alone do not tell it.</param>
/// <param name="Preparation">How images become input, as text: size, crop, normalisation.</param>
/// <param name="Items">The fingerprint of the items' content and order.</param>
public sealed record FeatureKey(string Weights, string Preparation, string Items)
{
    /// <summary>SHA-256 over the three texts, each behind its length; 64 hexadecimal digits.</summary>
    public string Hash => Convert.ToHexStringLower(HashBytes);

    internal byte[] HashBytes
    {
        get
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            Span<byte> length = stackalloc byte[sizeof(int)];
            foreach (string part in (string[])[Weights, Preparation, Items])
            {
                byte[] text = Encoding.UTF8.GetBytes(part);
                BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
                hash.AppendData(length);
                hash.AppendData(text);
            }

            return hash.GetHashAndReset();
        }
    }
}
