using CsCheck;
using DeepMetric.Lab.Export;

namespace DeepMetric.Lab.Tests.Export;

public sealed class Crc32CTests
{
    // "123456789" is the check value of the catalogue of CRCs; the others are from RFC 3720, B.4.
    [Fact]
    public void Gives_the_published_sums()
    {
        Assert.Equal(0xE3069283u, Crc32C.Of("123456789"u8));
        Assert.Equal(0u, Crc32C.Of([]));
        Assert.Equal(0x8A9136AAu, Crc32C.Of(new byte[32]));
        Assert.Equal(0x62A8AB43u, Crc32C.Of([.. Enumerable.Repeat((byte)0xFF, 32)]));
        Assert.Equal(0x46DD794Eu, Crc32C.Of([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
        Assert.Equal(0x113FDB5Cu, Crc32C.Of([.. Enumerable.Range(0, 32).Select(i => (byte)(31 - i))]));
    }

    [Fact]
    public void Equals_a_sum_bit_by_bit() => Gen.Byte.Array[0, 70].Sample(bytes => Crc32C.Of(bytes) == Naive(bytes), threads: 1);

    [Fact]
    public void A_mask_can_be_taken_off_again() => Gen.Byte.Array[0, 20].Sample(
        bytes =>
        {
            uint turned = unchecked(Crc32C.MaskedOf(bytes) - 0xA282EAD8);
            return ((turned >> 17) | (turned << 15)) == Naive(bytes);
        },
        threads: 1);

    internal static uint Naive(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
            }
        }

        return ~crc;
    }
}
