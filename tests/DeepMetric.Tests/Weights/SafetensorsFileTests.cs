using System.Buffers.Binary;
using System.Text;
using CsCheck;
using DeepMetric.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Weights;

public sealed class SafetensorsFileTests : IDisposable
{
    private const string W = "\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";

    private static readonly ScalarType[] Types =
    [
        ScalarType.Float64, ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Int64,
        ScalarType.Int32, ScalarType.Int16, ScalarType.Int8, ScalarType.Byte, ScalarType.Bool,
    ];

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void What_is_written_is_read_back_for_all_types_and_shapes()
    {
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        (from names in Gen.String[0, 12].Where(name => name != "__metadata__" && IsSound(name)).HashSet[1, 6]
         from types in Gen.Int[0, Types.Length - 1].Select(i => Types[i]).Array[6]
         from shapes in Gen.Long[0, 4].Array[0, 4].Array[6]
         from text in Gen.String[0, 9].Where(IsSound)
         from seed in Gen.Long[0, 1000]
         select (names: names.ToArray(), types, shapes, text, seed)).Sample(
            (names, types, shapes, text, seed) =>
            {
                using var scope = NewDisposeScope();
                manual_seed(seed);
                var tensors = names.Select((name, i) => (name, value: Random(shapes[i], types[i]))).ToDictionary(entry => entry.name, entry => entry.value);
                SafetensorsWriter.Write(_path, tensors, new Dictionary<string, string> { [text] = text });
                using SafetensorsFile file = SafetensorsFile.Open(_path);
                Assert.Equal(text, file.Metadata[text]);
                Assert.Equal(tensors.Keys.Order(StringComparer.Ordinal), file.Entries.Keys.Order(StringComparer.Ordinal));
                foreach ((string name, Tensor tensor) in tensors)
                {
                    Tensor read = file.Load(name);
                    Tensor filled = zeros_like(tensor);
                    file.CopyTo(name, filled);
                    TensorEntry entry = file.Entries[name];
                    byte[] raw = new byte[entry.Length];
                    file.ReadBytes(name, 0, raw);
                    Assert.Equal((tensor.dtype, tensor.numel()), (entry.Type, entry.Count));
                    Assert.Equal(tensor.shape, read.shape);
                    Assert.Equal(tensor.bytes.ToArray(), read.bytes.ToArray());
                    Assert.Equal(tensor.bytes.ToArray(), filled.bytes.ToArray());
                    Assert.Equal(tensor.bytes.ToArray(), raw);
                    Assert.Equal(0, entry.Offset % tensor.element_size());
                }
            },
            iter: 150,
            threads: 1);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Equal_content_gives_equal_bytes_in_whatever_order_it_is_given()
    {
        using var scope = NewDisposeScope();
        Tensor a = randn(3, 4);
        Tensor b = ones(5, ScalarType.Bool);
        using var first = new MemoryStream();
        using var second = new MemoryStream();
        SafetensorsWriter.Write(first, new Dictionary<string, Tensor> { ["a"] = a, ["b"] = b, ["B"] = a }, new Dictionary<string, string> { ["x"] = "1", ["y"] = "2" });
        SafetensorsWriter.Write(second, new Dictionary<string, Tensor> { ["B"] = a.clone(), ["b"] = b, ["a"] = a }, new Dictionary<string, string> { ["y"] = "2", ["x"] = "1" });
        Assert.Equal(first.ToArray(), second.ToArray());
    }

    [Fact]
    public void The_layout_is_the_documented_one()
    {
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(_path, new Dictionary<string, Tensor> { ["w"] = tensor(new float[] { 1, 2 }), ["flag"] = tensor(true) });
        byte[] bytes = File.ReadAllBytes(_path);
        int header = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        Assert.Equal(0, (8 + header) % 8);
        Assert.Equal(
            """{"flag":{"dtype":"BOOL","shape":[],"data_offsets":[8,9]},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""",
            Encoding.UTF8.GetString(bytes, 8, header).TrimEnd(' '));
        Assert.Equal([0, 0, 0x80, 0x3f, 0, 0, 0, 0x40, 1], bytes[(8 + header)..]);
    }

    [Fact]
    public void Tensors_in_any_layout_are_written_as_their_values()
    {
        using var scope = NewDisposeScope();
        Tensor values = randn(6, 5, 4, 3);
        Tensor turned = values.permute(3, 1, 0, 2);
        SafetensorsWriter.Write(_path, new Dictionary<string, Tensor> { ["t"] = turned, ["p"] = nn.Parameter(values.clone()) });
        using SafetensorsFile file = SafetensorsFile.Open(_path);
        Assert.True(file.Load("t").equal(turned).all().item<bool>());
        Assert.True(file.Load("p").equal(values).all().item<bool>());
        Tensor destination = zeros(6, 5, 4, 3).permute(3, 1, 0, 2);
        file.CopyTo("t", destination);
        Assert.False(destination.is_contiguous());
        Assert.True(destination.equal(turned).all().item<bool>());
    }

    [Fact]
    public void Half_and_bfloat_values_are_converted_into_float_parameters()
    {
        using var scope = NewDisposeScope();
        Tensor values = randn(7, 3);
        foreach (ScalarType type in (ScalarType[])[ScalarType.Float16, ScalarType.BFloat16, ScalarType.Float64])
        {
            SafetensorsWriter.Write(_path, new Dictionary<string, Tensor> { ["w"] = values.to(type) });
            using SafetensorsFile file = SafetensorsFile.Open(_path);
            var parameter = nn.Parameter(zeros(7, 3));
            file.CopyTo("w", parameter);
            Assert.Equal(type, file.Entries["w"].Type);
            Assert.True(parameter.requires_grad && parameter.is_leaf);
            Assert.True(parameter.equal(values.to(type).to(ScalarType.Float32)).all().item<bool>());
        }
    }

    [Fact]
    public void Tensors_longer_than_a_part_are_copied_and_converted_whole()
    {
        using var scope = NewDisposeScope();
        Tensor values = arange(5_300_000, ScalarType.Float32).view(5, 4, -1);
        SafetensorsWriter.Write(_path, new Dictionary<string, Tensor> { ["w"] = values });
        using SafetensorsFile file = SafetensorsFile.Open(_path);
        Assert.True(file.Load("w").equal(values).all().item<bool>());
        Tensor wide = zeros(5, 4, 265_000, ScalarType.Float64);
        file.CopyTo("w", wide);
        Assert.True(wide.to(ScalarType.Float32).equal(values).all().item<bool>());
        Tensor turned = zeros(265_000, 5, 4).permute(1, 2, 0);
        file.CopyTo("w", turned);
        Assert.True(turned.equal(values).all().item<bool>());
    }

    [Fact]
    public void What_does_not_fit_is_refused_as_an_argument()
    {
        using var scope = NewDisposeScope();
        File.WriteAllBytes(_path, SafetensorsBytes.File($"{{{W}}}", new byte[8]));
        using SafetensorsFile file = SafetensorsFile.Open(_path);
        Assert.Contains("[2]", Assert.Throws<ArgumentException>(() => file.CopyTo("w", zeros(3))).Message, StringComparison.Ordinal);
        Assert.Contains("Float32", Assert.Throws<ArgumentException>(() => file.CopyTo("w", zeros(2, ScalarType.Int64))).Message, StringComparison.Ordinal);
        Assert.Contains("'v'", Assert.Throws<ArgumentException>(() => file.Load("v")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => file.ReadBytes("w", 1, new byte[8]));
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(_path + "x", new Dictionary<string, Tensor> { ["__metadata__"] = zeros(1) }));
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(_path + "x", new Dictionary<string, Tensor> { ["c"] = zeros(1, ScalarType.ComplexFloat32) }));
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(_path + "x", new Dictionary<string, Tensor> { ["\ud800"] = zeros(1) }));
        Assert.False(File.Exists(_path + "x"));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(_path)!, $".{Path.GetFileName(_path)}*"));
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.Load("w"));
    }

    [Fact]
    public void A_file_cut_while_it_is_open_is_an_error()
    {
        SafetensorsWriter.Write(_path, new Dictionary<string, Tensor> { ["w"] = zeros(100_000) });
        using SafetensorsFile file = SafetensorsFile.Open(_path);
        using (FileStream other = new(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
        {
            Assert.SkipUnless(OperatingSystem.IsLinux(), "A mapped file can be cut on Linux only.");
            other.SetLength(1000);
        }

        Assert.Contains("at byte 1000: expected", Assert.Throws<InvalidDataException>(() => file.Load("w")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", 0)]
    [InlineData("{\"__metadata__\":{\"a\":\"b\"}}", 0)]
    [InlineData("{" + W + "}  \n ", 8)]
    [InlineData("{\"e\":{\"shape\":[0,7],\"dtype\":\"I64\",\"data_offsets\":[8,8]}," + W + "}", 8)]
    [InlineData("{\"v\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[8,9]}," + W + "}", 9)]
    public void Unusual_but_sound_files_are_read(string header, int data)
    {
        File.WriteAllBytes(_path, SafetensorsBytes.File(header, new byte[data]));
        using SafetensorsFile file = SafetensorsFile.Open(_path);
        Assert.Equal(data, file.Entries.Values.Sum(entry => entry.Length));
    }

    [Theory]
    [InlineData("", "at byte 8: expected a header that begins with '{', found an empty header")]
    [InlineData(" {}", "at byte 8: expected a header that begins with '{', found 0x20")]
    [InlineData("[]", "at byte 8: expected a header that begins with '{', found 0x5B")]
    [InlineData("{" + W + "," + W + "}", "at byte 62: expected one entry 'w', found a second one")]
    [InlineData("{" + W + ",\"\\u0077\":{}}", "expected one entry 'w', found a second one")]
    [InlineData("{\"__metadata__\":{},\"__metadata__\":{}}", "expected one entry '__metadata__', found a second one")]
    [InlineData("{\"__metadata__\":{\"a\":\"\",\"a\":\"\"}}", "expected one text 'a', found a second one")]
    [InlineData("{\"__metadata__\":{\"a\":1}}", "expected the metadata's 'a' as a text, found the number '1'")]
    [InlineData("{\"__metadata__\":[]}", "expected the metadata as a JSON object, found an array")]
    [InlineData("{\"w\":7}", "at byte 13: expected the entry 'w' as a JSON object, found the number '7'")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,80]}}", "inside the 8 bytes behind the header, found [0, 80]")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}", "found [8, 0]")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}}", "a whole number from 0")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,18446744073709551615]}}", "a whole number from 0")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8,8]}}", "at most 2 numbers")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}}", "not two data_offsets")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}}", "found no shape")]
    [InlineData("{\"w\":{\"shape\":[2],\"data_offsets\":[0,8]}}", "found no dtype")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"more\":1}}", "found another 'more'")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", "found another 'dtype'")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}", "expected 12 bytes for 'w' of shape [3], found 8 bytes")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296,4294967296],\"data_offsets\":[0,8]}}", "a shape that can be counted")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[9223372036854775807,4,0],\"data_offsets\":[0,0]}}", "a shape that can be counted")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]}}", "a whole number from 0")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[[2]],\"data_offsets\":[0,8]}}", "no JSON of the expected depth")]
    [InlineData("{\"w\":{\"dtype\":\"F8_E4M3\",\"shape\":[8],\"data_offsets\":[0,8]}}", "found 'F8_E4M3'")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", "expected the end of the file, found 4 bytes more")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", "found a gap")]
    [InlineData("{\"v\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}," + W + "}", "found data that overlap")]
    [InlineData("{" + W + "}x", "the end of the JSON")]
    [InlineData("{" + W + "}{}", "the end of the JSON")]
    [InlineData("{" + W, "text that is no JSON")]
    [InlineData("{\"\\ud800\":1}", "half a character")]
    public void A_hostile_header_is_refused_by_file_and_place(string header, string expected) => Refused(SafetensorsBytes.File(header, new byte[8]), expected);

    [Fact]
    public void Hostile_bytes_are_refused_by_file_and_place()
    {
        Refused([], "at byte 0: expected a header length of 8 bytes, found the end of a file of 0");
        Refused([1, 2], "at byte 2: expected a header length");
        Refused([9, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}'], "a header inside the file's 10 bytes, found a length of 9");
        Refused([255, 255, 255, 255, 255, 255, 255, 255, (byte)'{', (byte)'}'], "a header of at most 100000000 bytes, found a length of 18446744073709551615");
        Refused(SafetensorsBytes.File([.. "{\"a"u8, 0xC3, 0x28, .. "\":{}}"u8]), "at byte 11: expected UTF-8, found 0xC3");
        Refused(SafetensorsBytes.File($"{{\"w\":{{\"dtype\":\"U8\",\"shape\":[{string.Join(',', Enumerable.Repeat(1, 65))}],\"data_offsets\":[0,1]}}}}", 1), "at most 64 numbers");
        Refused(SafetensorsBytes.File($"{{\"{new string('x', 5000)}\\u001b[31m\":7}}"), "xxx…'");
    }

    [Fact]
    public void A_flag_that_is_neither_0_nor_1_is_refused_when_it_is_read()
    {
        File.WriteAllBytes(_path, SafetensorsBytes.File("{\"b\":{\"dtype\":\"BOOL\",\"shape\":[3],\"data_offsets\":[0,3]}}", 1, 0, 2));
        using SafetensorsFile file = SafetensorsFile.Open(_path);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        InvalidDataException refused = Assert.Throws<InvalidDataException>(() => file.Load("b"));
        Assert.Contains($"at byte {file.Entries["b"].Offset + 2}: expected 0 or 1 for a BOOL, found 2", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Theory]
    [InlineData(new byte[] { 0x50, 0x4B, 3, 4, 20, 0, 0, 0, 8, 8, 8 }, "a zip archive")]
    [InlineData(new byte[] { 0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20 }, "a Python pickle")]
    public void A_pickle_is_refused_with_the_way_to_convert_it(byte[] content, string kind)
    {
        InvalidDataException refused = Refused(content, kind);
        Assert.Contains("s.save_file(", refused.Message, StringComparison.Ordinal);
        Assert.Contains("can run code", refused.Message, StringComparison.Ordinal);
    }

    private static bool IsSound(string text)
    {
        try
        {
            return new UTF8Encoding(false, true).GetByteCount(text) >= 0;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    private static Tensor Random(long[] shape, ScalarType type) => type switch
    {
        ScalarType.Bool => randn(shape) > 0,
        ScalarType.Float64 or ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16 => randn(shape).to(type),
        _ => randint(0, 100, shape).to(type),
    };

    private InvalidDataException Refused(byte[] content, string expected)
    {
        File.WriteAllBytes(_path, content);
        InvalidDataException refused = Assert.Throws<InvalidDataException>(() => SafetensorsFile.Open(_path));
        Assert.StartsWith($"{_path}: at byte ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.InRange(refused.Message.Length, 0, 2000);
        Assert.DoesNotContain(refused.Message, char.IsControl);
        return refused;
    }
}
