using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace DeepMetric.Datasets;

/// <summary>The fingerprint of a plan; the order of the bytes is written at <see cref="SplitPlan.Sha256"/>.</summary>
internal static class SplitFingerprint
{
    public static string Of(SplitSource source, params ReadOnlySpan<int[]> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, source.Dataset);
        foreach (int[] places in parts)
        {
            Append(hash, places.Length);
            string[] names = Array.ConvertAll(places, place => source.ItemNames[place]);
            Array.Sort(names, StringComparer.Ordinal);
            foreach (string name in names)
            {
                Append(hash, name);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Append(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void Append(IncrementalHash hash, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
