using CsCheck;

namespace DeepMetric.Datasets.Tests;

public sealed class Crc32Tests
{
    [Fact]
    public void Equals_the_check_value_of_the_standard()
    {
        var crc = default(Crc32);
        crc.Append("123456789"u8);
        Assert.Equal(0xCBF43926, crc.Value);
    }

    [Fact]
    public void Equals_a_bitwise_loop_however_it_is_cut() => Gen.Select(Gen.Byte.Array[0, 100], Gen.Int[0, 100]).Sample((bytes, cut) =>
    {
        uint expected = 0xFFFFFFFF;
        foreach (byte value in bytes)
        {
            expected ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                expected = (expected & 1) != 0 ? (expected >> 1) ^ 0xEDB88320 : expected >> 1;
            }
        }

        var crc = default(Crc32);
        crc.Append(bytes.AsSpan(0, Math.Min(cut, bytes.Length)));
        crc.Append(bytes.AsSpan(Math.Min(cut, bytes.Length)));
        return crc.Value == ~expected;
    });
}
