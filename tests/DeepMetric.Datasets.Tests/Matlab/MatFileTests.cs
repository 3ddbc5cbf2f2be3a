using System.Text;

namespace DeepMetric.Datasets.Tests;

public sealed class MatFileTests
{
    private static readonly MatBytes _little = new();
    private static readonly MatBytes _big = new() { IsBigEndian = true };

    [Fact]
    public void Reads_an_array_assembled_by_hand()
    {
        // x = [1 258; -1 4.5] as the format's description has it: flags 0x06 for double, dimensions 2 and 2, the name in its tag, column after column.
        const string Array = "0E000000 50000000 06000000 08000000 06000000 00000000 05000000 08000000 02000000 02000000 01000100 78000000 "
            + "09000000 20000000 000000000000F03F 000000000000F0BF 0000000000207040 0000000000001240";
        MatValue.Numeric x = Assert.IsType<MatValue.Numeric>(Read([.. _little.Header(), .. Hex(Array)])["x"]);
        Assert.Equal([1, -1, 258, 4.5], x.Values);
        Assert.Equal((MatNumberClass.Double, false), (x.NumberClass, x.IsLogical));
        Assert.Equal([2, 2], x.Dims);

        // The same numbers the other way round, of class int16 and stored so, in a file of the other byte order: 56 bytes.
        const string Big = "0000000E 00000038 00000006 00000008 0000000A 00000000 00000005 00000008 00000001 00000003 00010001 78000000 00000003 00000006 0001 FFFF 0102 0000";
        x = Assert.IsType<MatValue.Numeric>(Read([.. _big.Header(), .. Hex(Big)])["x"]);
        Assert.Equal([1, -1, 258], x.Values);
        Assert.Equal(MatNumberClass.Int16, x.NumberClass);
    }

    [Theory]
    [InlineData(MatType.Int8, "FE", -2)]
    [InlineData(MatType.UInt8, "FE", 254)]
    [InlineData(MatType.Int16, "FFFE", -2)]
    [InlineData(MatType.UInt16, "FFFE", 65534)]
    [InlineData(MatType.Int32, "FFFFFFFE", -2)]
    [InlineData(MatType.UInt32, "FFFFFFFE", 4294967294)]
    [InlineData(MatType.Single, "C0200000", -2.5)]
    [InlineData(MatType.Double, "C004000000000000", -2.5)]
    [InlineData(MatType.Int64, "FFFFFFFFFFFFFFFE", -2)]
    [InlineData(MatType.UInt64, "FFFFFFFFFFFFFFFE", 18446744073709551615.0)]
    internal void Numbers_of_any_class_may_be_stored_in_any_type(MatType type, string bigEndian, double expected)
    {
        byte[] bytes = Hex(bigEndian);
        foreach (MatBytes writer in (MatBytes[])[_little, _big])
        {
            byte[] element = writer.Element(type, writer.IsBigEndian ? bytes : [.. bytes.Reverse()]);
            MatValue value = Read(writer.File(Array(writer, (uint)MatNumberClass.Double, [1, 1], element)))["v"];
            Assert.Equal([expected], Assert.IsType<MatValue.Numeric>(value).Values);
        }
    }

    [Theory]
    [InlineData(MatType.UInt8, "47FC6E", "Gün")]
    [InlineData(MatType.UInt16, "004700FC006E", "Gün")]
    [InlineData(MatType.Utf8, "47C3BC6E", "Gün")]
    [InlineData(MatType.Utf16, "D83DDE97", "🚗")]
    [InlineData(MatType.Utf8, "F09F9A97", "🚗")]
    [InlineData(MatType.Utf32, "0001F697", "🚗")]
    internal void Characters_are_read_in_every_encoding(MatType type, string bigEndian, string expected)
    {
        byte[] bytes = Hex(bigEndian);
        byte[] element = _big.Element(type, bytes);
        MatValue value = Read(_big.File(Array(_big, 4, [1, (uint)expected.Length], element)))["v"];
        Assert.Equal([expected], Assert.IsType<MatValue.Text>(value).Rows);
    }

    [Fact]
    public void A_unit_of_UTF_16_without_its_partner_is_kept()
    {
        MatValue value = Read(_big.File(Array(_big, 4, [1, 2], _big.Element(MatType.UInt16, Hex("D83D0041")))))["v"];
        Assert.Equal("\uD83DA", Assert.IsType<MatValue.Text>(value).Content);
    }

    [Fact]
    public void A_row_of_characters_may_be_counted_in_code_points_or_in_bytes()
    {
        foreach (uint count in (uint[])[3, 4, 6])
        {
            byte[] element = _little.Element(MatType.Utf8, Encoding.UTF8.GetBytes("A🚗B"));
            Assert.Equal(["A🚗B"], Assert.IsType<MatValue.Text>(Read(_little.File(Array(_little, 4, [1, count], element)))["v"]).Rows);
        }

        CheckRefused(_little.File(Array(_little, 4, [1, 5], _little.Element(MatType.Utf8, Encoding.UTF8.GetBytes("A🚗B")))), "at byte 176: expected 5 characters, found 4");
    }

    [Fact]
    public void Rows_of_characters_lie_column_after_column()
    {
        byte[] element = _little.Element(MatType.UInt8, "acbd"u8.ToArray());
        MatValue.Text text = Assert.IsType<MatValue.Text>(Read(_little.File(Array(_little, 4, [2, 2], element)))["v"]);
        Assert.Equal(["ab", "cd"], text.Rows);
        Assert.Equal("ab\ncd", text.Content);
    }

    [Fact]
    public void Fields_are_found_by_name_and_empty_ones_need_no_flags()
    {
        // Two structures with the fields a and b; the second one's b is a bare tag.
        byte[] fields = [.. _little.Element(MatType.Int32, _little.UInt32(2)), .. _little.Element(MatType.Int8, "a\0b\0"u8.ToArray())];
        byte[] One(double value) => _little.Variable("", MatBytes.Number(value));
        byte[] content = [.. fields, .. One(1), .. One(2), .. One(3), .. _little.Element(MatType.Matrix, [])];
        MatValue.Structs structs = Assert.IsType<MatValue.Structs>(Read(_little.File(Array(_little, 2, [1, 2], content)))["v"]);
        Assert.Equal((2, 4), (structs.Count, structs.Values.Count));
        Assert.Equal([2], Assert.IsType<MatValue.Numeric>(structs.Field(0, "b")).Values);
        Assert.Equal([3], Assert.IsType<MatValue.Numeric>(structs.Field(1, "a")).Values);
        Assert.Equal([0, 0], structs.Field(1, "b")!.Dims);
        Assert.Null(structs.Field(0, "c"));
        Assert.Throws<ArgumentOutOfRangeException>(() => structs.Field(2, "a"));
    }

    [Fact]
    public void Kinds_that_are_not_read_are_named_and_nameless_variables_left_out()
    {
        byte[] Flags(uint kind) => _little.Element(MatType.UInt32, [.. _little.UInt32(kind), .. _little.UInt32(0)]);
        byte[] Name(string name) => _little.Element(MatType.Int8, Encoding.ASCII.GetBytes(name));
        byte[] opaque = _little.Element(MatType.Matrix, [.. Flags(17), .. Name("table"), .. Name("MCOS"), .. Name("table"), .. _little.Variable("", MatBytes.Number(1))]);
        byte[] sparse = Array(_little, 5, [3, 3], _little.Element(MatType.Int32, _little.UInt32(1)), "s");
        byte[] unknown = Array(_little, 99, [3, 3], [], "u");
        byte[] nameless = Array(_little, 9, [1, 1], _little.Element(MatType.UInt8, [7]), "");
        IReadOnlyDictionary<string, MatValue> variables = Read(_little.File(opaque, sparse, nameless, unknown, _little.Variable("x", MatBytes.Number(5))));
        Assert.Equal(
            "s = a value of the kind sparse, which is not read\ntable = a value of the kind opaque, which is not read\n"
            + "u = a value of the kind unknown class 99, which is not read\nx = a 1x1 double array[5]",
            MatBytes.Print(variables));
    }

    [Fact]
    public void Dimensions_may_be_called_unsigned()
    {
        byte[] file = _little.File(Array(_little, 6, [1, 1], _little.Element(MatType.Double, new byte[8])));
        Assert.Equal((byte)MatType.Int32, file[152]);
        file[152] = (byte)MatType.UInt32;
        Assert.Equal("v = a 1x1 double array[0]", MatBytes.Print(Read(file)));
    }

    [Fact]
    public void Logical_and_complex_arrays_keep_what_they_are()
    {
        var logical = new MatValue.Numeric([1, 2], MatNumberClass.UInt8, isLogical: true, [1, 0], imaginary: null);
        var complex = new MatValue.Numeric([1, 2], MatNumberClass.Single, isLogical: false, [1, 0], [0.5, -1]);
        Assert.Equal("a = a 1x2 logical arrayUInt8[1,0]\nb = a 1x2 single array[1,0]+i[0.5,-1]", MatBytes.Print(Read(_big.File(("a", logical), ("b", complex)))));
    }

    [Fact]
    public void Nesting_is_read_to_a_depth_of_32_and_refused_beyond()
    {
        Assert.Single(Read(_little.File(("v", Nested(31)))));
        CheckRefused(_little.File(("v", Nested(32))), "expected arrays nested at most 32 deep, found deeper ones");

        static MatValue Nested(int cells) => cells == 0 ? MatBytes.Number(1) : new MatValue.Cells([1, 1], [Nested(cells - 1)]);
    }

    [Fact]
    public void A_wrong_header_is_refused()
    {
        byte[] file = _little.File(("x", MatBytes.Number(1)));
        CheckRefused(file[..100], "at byte 100: expected a header of 128 bytes, found the end of the file");
        CheckRefused([.. file[..126], (byte)'X', .. file[127..]], "at byte 126: expected the letters IM or MI of a MAT-file of level 5, found 0x584D");
        CheckRefused(_little.Header(0x0200), "at byte 124: expected the version 0x0100 of level 5, found 0x0200 (version 7.3, which is HDF5; save it with -v7)");
    }

    [Fact]
    public void Claims_that_the_bytes_cannot_fill_are_refused_with_their_place()
    {
        byte[] file = _little.File(Array(_little, 6, [1, 1], _little.Element(MatType.Double, new byte[8])));
        CheckRefused(file[..^1], "at byte 132: expected an element of at most 55 bytes, up to the end of the file, found 56 bytes");
        CheckRefused([.. file, 1, 2, 3], "at byte 192: expected the tag of a data element, 8 bytes, found the end of the file after 3");
        CheckRefused(_little.File(Array(_little, 6, [3, 1], _little.Element(MatType.Double, new byte[8]))), "at byte 176: expected 3 numbers of 8 bytes, found 8 bytes");
        CheckRefused(_little.File(Array(_little, 1, [1 << 15, 1 << 15], [])), "expected 1073741824 arrays of 8 bytes or more, found 0 bytes");
        CheckRefused(_little.File(Array(_little, 1, [1 << 16, 1 << 16], [])), "at byte 160: expected at most 2147483591 elements in the array, found dimensions 65536x65536");
        CheckRefused(_little.File(Array(_little, 6, [uint.MaxValue, 1], [])), "at byte 160: expected a dimension of 0 or more, found -1");
        CheckRefused(_little.File(_little.Element(MatType.Double, new byte[8])), "at byte 128: expected an array (type 14) or a compressed one (type 15), found type 9");
        CheckRefused(_little.File(("x", MatBytes.Number(1)), ("x", MatBytes.Number(2))), "expected a variable with a name of its own, found a second one called x");
    }

    [Fact]
    public void Bad_characters_are_refused_with_their_place() =>
        CheckRefused(
            _little.File(Array(_little, 4, [1, 6], _little.Element(MatType.Utf8, [0x41, 0x42, 0xFF, 0x43, 0x44, 0x45]))),
            "at byte 186: expected UTF-8, found the bytes FF");

    [Fact]
    public void Errors_in_compressed_data_say_so()
    {
        byte[] array = Array(_little, 6, [3, 1], _little.Element(MatType.Double, new byte[8]));
        byte[] packed = _little.Compress(array);
        CheckRefused([.. _little.Header(), .. packed], "at byte 48 of what the compressed element at byte 128 inflates to: expected 3 numbers of 8 bytes, found 8 bytes");
        byte[] sound = _little.Compress(_little.Variable("x", MatBytes.Number(1)));
        CheckRefused([.. _little.Header(), .. sound[..^1], (byte)(sound[^1] ^ 1)], "at byte 136: expected sound compressed data, found damage");
        // The element is said to be four bytes shorter, so that the checksum is cut off.
        byte[] shortened = [.. sound[..4], .. _little.UInt32((uint)sound.Length - 12), .. sound[8..^4]];
        CheckRefused([.. _little.Header(), .. shortened], $"at byte {128 + shortened.Length - 4}: expected the checksum 0x");
        CheckRefused([.. _little.Header(), .. sound[..8], 0x78, 0x20, .. sound[10..]], "at byte 136: expected sound compressed data, found damage");
        byte[] inner = _little.Compress(sound);
        CheckRefused([.. _little.Header(), .. inner], "at byte 0 of what the compressed element at byte 128 inflates to: expected an array (type 14), found type 15");
        CheckRefused([.. _little.Header(), .. _little.UInt32(15), .. _little.UInt32(2), 0x78, 0x9C], "at byte 128: expected compressed data of 6 bytes or more, found 2");
    }

    [Fact]
    public void Reads_from_a_path_and_names_it()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, (_big with { IsCompressed = true }).File(("x", MatBytes.Names("one", "two"))));
            Assert.Equal("x = a 1x2 cell array[a 1x3 char array[one];a 1x3 char array[two]]", MatBytes.Print(MatFile.Read(path)));
            File.WriteAllBytes(path, [1, 2, 3]);
            Assert.StartsWith($"{path}: at byte 3: ", Assert.Throws<InvalidDataException>(() => MatFile.Read(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static byte[] Array(MatBytes writer, uint flags, uint[] dims, byte[] data, string name = "v") => writer.Element(
        MatType.Matrix,
        [
            .. writer.Element(MatType.UInt32, [.. writer.UInt32(flags), .. writer.UInt32(0)]),
            .. writer.Element(MatType.Int32, [.. dims.SelectMany(writer.UInt32)]),
            .. writer.Element(MatType.Int8, Encoding.ASCII.GetBytes(name)),
            .. data,
        ]);

    private static byte[] Hex(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));

    private static IReadOnlyDictionary<string, MatValue> Read(byte[] file) => MatFile.Read(file, "file");

    private static void CheckRefused(byte[] file, string message)
    {
        string found = Assert.Throws<InvalidDataException>(() => Read(file)).Message;
        Assert.StartsWith("file: at byte ", found, StringComparison.Ordinal);
        Assert.Contains(message, found, StringComparison.Ordinal);
    }
}
