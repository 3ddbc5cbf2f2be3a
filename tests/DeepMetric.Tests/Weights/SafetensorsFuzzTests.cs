using System.Globalization;
using System.Text;
using CsCheck;
using DeepMetric.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Weights;

/// <summary>Damaged files: a clear error or the very values that the bytes say, and no more memory than the file's length justifies.</summary>
public sealed class SafetensorsFuzzTests : IDisposable
{
    private const long FixedBytes = 256 * 1024;
    private static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable("DEEPMETRIC_FUZZ_INPUTS") ?? "2000", CultureInfo.InvariantCulture);

    private static readonly string[] Words =
    [
        "\"F16\"", "\"BOOL\"", "\"U8\"", "[0,0]", "[0,16]", "[8,24]", "[]", "{}", "-1", "0", "1e3", "18446744073709551615", "9223372036854775807", "null",
        "\"w\":", ",", ":", "\"__metadata__\":", "\"shape\":", "[[[[[[", "\\ud800", "\"", "}", "  ",
    ];

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Damaged_files_are_refused_or_read_as_their_bytes_say()
    {
        byte[] sound = Sound();
        int header = (int)BitConverter.ToUInt64(sound);
        int read = 0;
        int refused = 0;
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Damage(sound, header).Sample(
            damaged =>
            {
                if (Check(damaged))
                {
                    read++;
                }
                else
                {
                    refused++;
                }
            },
            iter: Rounds,
            threads: 1);
        Assert.InRange(read, Rounds / 20, Rounds);
        Assert.InRange(refused, Rounds / 3, Rounds);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static Gen<byte[]> Damage(byte[] sound, int header) =>
        from place in Gen.Int[0, sound.Length - 1]
        from inHeader in Gen.Int[8, 8 + header - 1]
        from length in Gen.Int[0, 20]
        from value in Gen.Byte
        from word in Gen.Int[0, Words.Length - 1].Select(i => Words[i])
        from claimed in Gen.OneOf(Gen.ULong, Gen.ULong[0, (ulong)sound.Length + 9])
        from digit in Gen.Char['0', '9']
        from kind in Gen.Int[0, 8]
        select (byte[])(kind switch
        {
            0 => sound[..place],
            1 => [.. sound[..place], value, .. sound[(place + 1)..]],
            2 => [.. BitConverter.GetBytes(claimed), .. sound[8..]],
            3 => WithHeader(sound, [.. sound[8..inHeader], .. Encoding.ASCII.GetBytes(word), .. sound[inHeader..(8 + header)]]),
            4 => WithHeader(sound, [.. sound[8..inHeader], .. Encoding.ASCII.GetBytes(word), .. sound[Math.Min(8 + header, inHeader + length)..(8 + header)]]),
            5 => WithHeader(sound, [.. sound[8..inHeader], .. sound[Math.Min(8 + header, inHeader + length)..(8 + header)]]),
            6 => WithHeader(sound, Encoding.UTF8.GetBytes(ReplaceDigit(Encoding.UTF8.GetString(sound, 8, header), inHeader, digit))),
            7 => [.. sound[..(8 + header)], .. sound[(8 + header)..].Select(old => (byte)(old ^ (value & 1)))],
            _ => [.. sound, value],
        });

    private static byte[] WithHeader(byte[] sound, byte[] header) => SafetensorsBytes.File(header, sound[(8 + (int)BitConverter.ToUInt64(sound))..]);

    private static string ReplaceDigit(string header, int start, char digit)
    {
        int place = header.IndexOfAny("0123456789".ToCharArray(), Math.Min(start, header.Length - 1));
        return place < 0 ? header : $"{header[..place]}{digit}{header[(place + 1)..]}";
    }

    private static byte[] Sound()
    {
        using var scope = NewDisposeScope();
        using var stream = new MemoryStream();
        var tensors = new Dictionary<string, Tensor>
        {
            ["w"] = arange(6, ScalarType.Float32).view(2, 3),
            ["half"] = ones(3, ScalarType.Float16),
            ["count"] = tensor(7L),
            ["flags"] = tensor(new[] { true, false }),
            ["none"] = zeros(0, 3),
        };
        SafetensorsWriter.Write(stream, tensors, new Dictionary<string, string> { ["step"] = "12" });
        return stream.ToArray();
    }

    private bool Check(byte[] damaged)
    {
        File.WriteAllBytes(_path, damaged);
        Dictionary<string, (string Type, long[] Shape, byte[] Data)>? expected = SafetensorsBytes.Naive(damaged);
        using var scope = NewDisposeScope();
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using SafetensorsFile file = SafetensorsFile.Open(_path);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, FixedBytes + (8L * damaged.Length));
            Assert.NotNull(expected);
            Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), file.Entries.Keys.Order(StringComparer.Ordinal));
            foreach ((string name, (string _, long[] shape, byte[] data)) in expected)
            {
                Tensor tensor = file.Load(name);
                Assert.Equal(shape, tensor.shape);
                Assert.Equal(data, tensor.numel() == 0 ? [] : tensor.bytes.ToArray());
            }

            return true;
        }
        catch (InvalidDataException problem)
        {
            Assert.Matches("at byte [0-9]+: expected .+, found .+", problem.Message);
            Assert.True(expected is null || expected.Any(entry => entry.Value.Type == "BOOL" && entry.Value.Data.Any(value => value > 1)), problem.Message);
            return false;
        }
    }
}
