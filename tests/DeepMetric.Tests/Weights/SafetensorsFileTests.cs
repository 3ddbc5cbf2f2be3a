using System.Buffers.Binary;
using System.Text;
using DeepMetric.Sampling;
using DeepMetric.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Weights;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void What_is_written_is_read_back()
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor> { ["b"] = randn(3, 4), ["a"] = randn(2, ScalarType.Float64), ["count"] = tensor(7L), ["empty"] = zeros(0, 3) };
        Write(new SafetensorsFile(tensors, new Dictionary<string, string> { ["step"] = "12" }));
        SafetensorsFile read = SafetensorsFile.Read(_path);
        Assert.Equal("12", read.Metadata["step"]);
        Assert.Equal(tensors.Keys.Order(), read.Tensors.Keys.Order());
        Assert.All(tensors, entry => Assert.True(entry.Value.equal(read.Tensors[entry.Key]).all().item<bool>() && entry.Value.shape.SequenceEqual(read.Tensors[entry.Key].shape)));
    }

    [Fact]
    public void The_layout_is_the_documented_one()
    {
        using var scope = NewDisposeScope();
        Write(new SafetensorsFile(new Dictionary<string, Tensor> { ["w"] = tensor(new float[] { 1, 2 }) }));
        byte[] bytes = File.ReadAllBytes(_path);
        int header = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        Assert.Equal(0, (8 + header) % 8);
        Assert.Equal("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", Encoding.UTF8.GetString(bytes, 8, header).TrimEnd());
        Assert.Equal([0, 0, 0x80, 0x3f, 0, 0, 0, 0x40], bytes[(8 + header)..]);
    }

    [Theory]
    [InlineData("", "header length")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,80]}}", "inside the file")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}", "12 bytes")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296,4294967296],\"data_offsets\":[0,8]}}", "bytes for w")]
    [InlineData("{\"w\":{\"dtype\":\"F8\",\"shape\":[8],\"data_offsets\":[0,8]}}", "F8")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}", "0 or more")]
    [InlineData("{\"w\":7}", "header in JSON")]
    [InlineData("not json", "header in JSON")]
    public void A_hostile_header_is_refused_by_file_and_place(string header, string expected)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        byte[] bytes = header.Length == 0 ? [1, 2] : [.. BitConverter.GetBytes((ulong)text.Length), .. text, .. new byte[8]];
        File.WriteAllBytes(_path, bytes);
        InvalidDataException refused = Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(_path));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.StartsWith(_path, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_damage_gives_an_error_or_a_file()
    {
        using var scope = NewDisposeScope();
        Write(new SafetensorsFile(new Dictionary<string, Tensor> { ["w"] = ones(2, 2), ["v"] = ones(3) }));
        byte[] original = File.ReadAllBytes(_path);
        var random = new SeededRandom(4);
        int refused = 0;
        for (int i = 0; i < 2000; i++)
        {
            byte[] damaged = [.. original[..(i % 3 == 0 ? random.NextInt(original.Length) : original.Length)]];
            if (damaged.Length > 0)
            {
                damaged[random.NextInt(damaged.Length)] ^= (byte)(1 << random.NextInt(8));
            }

            File.WriteAllBytes(_path, damaged);
            try
            {
                SafetensorsFile.Read(_path);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 500, 1999);
    }

    private void Write(SafetensorsFile file)
    {
        using FileStream stream = File.Create(_path);
        file.Write(stream);
    }
}
