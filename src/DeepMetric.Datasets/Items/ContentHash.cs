using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace DeepMetric.Datasets;

/// <summary>Fingerprints of data, so that a record of a run can say what it ran on.</summary>
internal static class ContentHash
{
    private const int Chunk = 16384;

    /// <summary>The fingerprint of a set; the order of the bytes is written at <see cref="LabeledSet.ComputeContentHash"/>.</summary>
    public static string Of(LabeledSet set)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, [set.ItemShape.Length, .. set.ItemShape, set.Count]);
        set.Items.AppendPreparationTo(hash);
        for (int item = 0; item < set.Count; item++)
        {
            set.Items.AppendTo(hash, item);
        }

        Append(hash, set.Labels);
        if (set.Levels is LabelLevels levels)
        {
            Append(hash, levels.Coarse);
            Append(hash, levels.Fine);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The fingerprint of several fingerprints: of their text, one a line.</summary>
    public static string OfAll(params ReadOnlySpan<string> hashes) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('\n', hashes.ToArray()))));

    private static void Append(IncrementalHash hash, ReadOnlySpan<int> numbers)
    {
        Span<byte> bytes = stackalloc byte[Chunk];
        while (!numbers.IsEmpty)
        {
            int count = Math.Min(numbers.Length, Chunk / sizeof(int));
            for (int i = 0; i < count; i++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(bytes[(i * sizeof(int))..], numbers[i]);
            }

            hash.AppendData(bytes[..(count * sizeof(int))]);
            numbers = numbers[count..];
        }
    }

    /// <summary>Adds numbers as IEEE singles, the lowest byte first.</summary>
    public static void Append(IncrementalHash hash, ReadOnlySpan<float> numbers)
    {
        Span<byte> bytes = stackalloc byte[Chunk];
        while (!numbers.IsEmpty)
        {
            int count = Math.Min(numbers.Length, Chunk / sizeof(float));
            for (int i = 0; i < count; i++)
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes[(i * sizeof(float))..], numbers[i]);
            }

            hash.AppendData(bytes[..(count * sizeof(float))]);
            numbers = numbers[count..];
        }
    }
}
