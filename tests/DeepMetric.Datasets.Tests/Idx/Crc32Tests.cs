namespace DeepMetric.Datasets.Tests;

public sealed class Crc32Tests
{
    [Fact]
    public void Equals_the_published_check_value_in_one_piece_and_in_many()
    {
        // The check value of CRC-32/ISO-HDLC.
        var whole = new Crc32();
        whole.Append("123456789"u8);
        Assert.Equal(0xCBF43926, whole.Value);
        var pieces = new Crc32();
        pieces.Append("1234"u8);
        pieces.Append([]);
        pieces.Append("56789"u8);
        Assert.Equal(0xCBF43926, pieces.Value);
        Assert.Equal(0u, new Crc32().Value);
    }
}
