using System.Globalization;
using CsCheck;

namespace DeepMetric.Datasets.Tests;

/// <summary>Damages sound files in many ways, and checks what a reader makes of them.</summary>
internal static class DamagedBytes
{
    private static readonly byte[] _telling = [0, 1, 9, 10, 13, 34, 44, 48, 57, 59, 0x7F, 0x80, 0xFE, 0xFF];

    /// <summary>How many damaged files each fuzzing test tries.</summary>
    public static int Inputs { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("DEEPMETRIC_FUZZ_INPUTS"), NumberStyles.None, CultureInfo.InvariantCulture, out int inputs) ? inputs : 2_000;

    public static Gen<byte[]> Of(byte[] sound) =>
        from first in Once(sound)
        from again in Gen.Int[0, 2]
        from second in Once(first.Length > 0 && again == 0 ? first : sound)
        select again == 0 ? second : first;

    /// <summary>Reads damaged files: each must be read or refused with <see cref="InvalidDataException"/>, within a bound of memory and of time.</summary>
    /// <param name="files">The files.</param>
    /// <param name="read">Reads a file of the name <c>file</c>; returns whether the result is right.</param>
    /// <param name="message">The pattern of every refusal.</param>
    /// <param name="fixedBytes">The memory that reading may take whatever the file says.</param>
    /// <param name="bytesOfByte">The memory that reading may take for each byte of the file.</param>
    public static void Check(Gen<byte[]> files, Func<byte[], bool> read, string message, long fixedBytes, long bytesOfByte)
    {
        int sound = 0;
        int refused = 0;
        files.Sample(
            bytes =>
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                long start = Environment.TickCount64;
                bool isRight = true;
                try
                {
                    isRight = read(bytes);
                    sound++;
                }
                catch (InvalidDataException problem)
                {
                    Assert.Matches(message, problem.Message);
                    refused++;
                }

                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, fixedBytes + (bytesOfByte * bytes.Length));
                Assert.InRange(Environment.TickCount64 - start, 0, 20_000);
                return isRight;
            },
            iter: Inputs,
            threads: 1);
        Assert.InRange(sound, Inputs / 100, Inputs);
        Assert.InRange(refused, Inputs / 10, Inputs);
    }

    private static Gen<byte[]> Once(byte[] sound) =>
        from place in Gen.Int[0, Math.Max(0, sound.Length - 1)]
        from other in Gen.Int[0, Math.Max(0, sound.Length - 1)]
        from value in Gen.OneOf(Gen.Byte, Gen.Int[0, _telling.Length - 1].Select(i => _telling[i]))
        from bit in Gen.Int[0, 7]
        from extra in Gen.Byte.Array[1, 12]
        from kind in Gen.Int[0, 8]
        let low = Math.Min(place, other)
        let high = Math.Max(place, other)
        select sound.Length == 0 ? extra : kind switch
        {
            0 => sound[..place],
            1 => [.. sound, .. extra],
            2 or 3 => [.. sound[..place], value, .. sound[(place + 1)..]],
            4 or 5 => [.. sound[..place], (byte)(sound[place] ^ (1 << bit)), .. sound[(place + 1)..]],
            6 => [.. sound[..place], .. extra, .. sound[place..]],
            7 => [.. sound[..low], .. sound[high..]],
            _ => [.. sound[..high], .. sound[low..]],
        };
}
