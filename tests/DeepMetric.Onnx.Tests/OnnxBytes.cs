using System.Runtime.InteropServices;
using System.Text;

namespace DeepMetric.Onnx.Tests;

/// <summary>Writes small ONNX models as protocol buffers, field by field as onnx.proto numbers them.</summary>
internal static class OnnxBytes
{
    public const int Float = 1;
    public const int UInt8 = 2;
    public const int Half = 10;

    /// <summary>A model of nodes; a size of 0 in a shape is any size.</summary>
    public static byte[] Model(byte[][] nodes, byte[][] initializers, byte[][] inputs, byte[][] outputs)
    {
        byte[] graph =
        [
            .. nodes.SelectMany(node => Field(1, node)), .. Field(2, "graph"), .. initializers.SelectMany(tensor => Field(5, tensor)),
            .. inputs.SelectMany(input => Field(11, input)), .. outputs.SelectMany(output => Field(12, output)),
        ];
        return [.. Field(1, 8), .. Field(7, graph), .. Field(8, Field(2, 13))];
    }

    public static byte[] Node(string operation, string[] inputs, string output, params byte[][] attributes) =>
        [.. inputs.SelectMany(input => Field(1, input)), .. Field(2, output), .. Field(4, operation), .. attributes.SelectMany(attribute => Field(5, attribute))];

    public static byte[] Attribute(string name, params long[] numbers) => [.. Field(1, name), .. numbers.SelectMany(number => Field(8, number)), .. Field(20, 7)];

    public static byte[] Attribute(string name, long number) => [.. Field(1, name), .. Field(3, number), .. Field(20, 2)];

    public static byte[] Tensor(string name, long[] shape, float[] values) =>
        [.. shape.SelectMany(size => Field(1, size)), .. Field(2, Float), .. Field(8, name), .. Field(9, MemoryMarshal.AsBytes(values.AsSpan()).ToArray())];

    public static byte[] Tensor(string name, long[] values) =>
        [.. Field(1, values.Length), .. Field(2, 7), .. Field(8, name), .. Field(9, MemoryMarshal.AsBytes(values.AsSpan()).ToArray())];

    public static byte[] Value(string name, int type, params long[] shape) =>
        [.. Field(1, name), .. Field(2, Field(1, [.. Field(1, type), .. Field(2, [.. shape.SelectMany(size => Field(1, size > 0 ? Field(1, size) : Field(2, "any")))])]))];

    /// <summary>A model that gives its input back, flattened per item: what the model is fed becomes visible.</summary>
    public static byte[] Echo(int type, params long[] shape) =>
        Model([Node("Flatten", ["x"], "y", Attribute("axis", 1L))], [], [Value("x", type, shape)], [Value("y", type, shape[0], 0)]);

    private static byte[] Field(int number, byte[] content) => [.. Varint(((ulong)number << 3) | 2), .. Varint((ulong)content.Length), .. content];

    private static byte[] Field(int number, string text) => Field(number, Encoding.UTF8.GetBytes(text));

    private static byte[] Field(int number, long value) => [.. Varint((ulong)number << 3), .. Varint((ulong)value)];

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value > 127; value >>= 7)
        {
            bytes.Add((byte)(value | 128));
        }

        return [.. bytes, (byte)value];
    }
}
