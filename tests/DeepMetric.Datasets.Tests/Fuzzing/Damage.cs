using System.Buffers.Binary;
using System.Globalization;
using CsCheck;

namespace DeepMetric.Datasets.Tests;

/// <summary>Damages sound files: bytes changed, cut off, added, repeated, moved; sizes made extreme. Some inputs stay sound.</summary>
internal static class Damage
{
    private static readonly Gen<uint> _sizes =
        Gen.OneOf(Gen.Const(0u), Gen.Const(uint.MaxValue), Gen.Const(0x80000000u), Gen.Const(0x7FFFFFFFu), Gen.UInt[0, 8], Gen.UInt[0, 300], Gen.UInt);

    /// <summary>How many damaged inputs a test tries: the variable DEEPMETRIC_FUZZ_INPUTS, or 2,000.</summary>
    public static int Rounds { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("DEEPMETRIC_FUZZ_INPUTS"), NumberStyles.None, CultureInfo.InvariantCulture, out int inputs) ? inputs : 2_000;

    /// <summary>The file as it is, or with one to three damages.</summary>
    public static Gen<byte[]> Of(byte[] sound) =>
        Gen.Frequency(
            (1, Gen.Const(sound)),
            (5, Once(sound)),
            (1, Once(sound).SelectMany(Once).SelectMany(Once)));

    private static Gen<byte[]> Once(byte[] file)
    {
        if (file.Length == 0)
        {
            return Gen.Byte.Array[0, 20];
        }

        return
            from kind in Gen.Int[0, 9]
            from place in Gen.Int[0, file.Length - 1]
            from other in Gen.Int[0, file.Length - 1]
            from value in Gen.Byte
            from size in _sizes
            from isBig in Gen.Bool
            from extra in Gen.Byte.Array[1, 20]
            let start = Math.Min(place, other)
            let end = Math.Max(place, other)
            select (byte[])(kind switch
            {
                0 => file[..place],
                1 => [.. file, .. extra],
                2 => [.. file[..place], value, .. file[(place + 1)..]],
                3 => [.. file[..place], (byte)(file[place] ^ (1 << (value % 8))), .. file[(place + 1)..]],
                4 or 5 => WithNumber(file, place / 4 * 4, size, isBig),
                6 => [.. file[..place], .. extra, .. file[place..]],
                7 => [.. file[..start], .. file[end..]],
                8 => [.. file[..end], .. file[start..end], .. file[end..]],
                _ => [.. file, .. file],
            });
    }

    private static byte[] WithNumber(byte[] file, int at, uint number, bool isBig)
    {
        byte[] changed = [.. file];
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        if (isBig)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
        }

        bytes[..Math.Min(bytes.Length, file.Length - at)].CopyTo(changed.AsSpan(at));
        return changed;
    }
}
