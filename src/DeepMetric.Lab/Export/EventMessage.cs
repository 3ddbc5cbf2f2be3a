using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace DeepMetric.Lab.Export;

/// <summary>Encodes the messages of TensorFlow's <c>event.proto</c> and <c>summary.proto</c> that hold scalars, in the wire format of protocol buffers.</summary>
internal static class EventMessage
{
    // Event: double wall_time = 1; int64 step = 2; string file_version = 3; Summary summary = 5.
    // Summary: repeated Value value = 1. Value: string tag = 1; float simple_value = 2.
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Length = 2;
    private const int Fixed32 = 5;

    /// <summary>The event that every file begins with.</summary>
    public static byte[] Version(DateTimeOffset wallTime)
    {
        var message = new ArrayBufferWriter<byte>();
        PutDouble(message, 1, SecondsOf(wallTime));
        PutBytes(message, 3, "brain.Event:2"u8);
        return message.WrittenSpan.ToArray();
    }

    /// <summary>An event that holds one scalar.</summary>
    public static byte[] Scalar(ScalarEvent scalar)
    {
        var value = new ArrayBufferWriter<byte>();
        PutBytes(value, 1, Encoding.UTF8.GetBytes(scalar.Tag));
        PutFloat(value, 2, (float)scalar.Value);
        var summary = new ArrayBufferWriter<byte>();
        PutBytes(summary, 1, value.WrittenSpan);
        var message = new ArrayBufferWriter<byte>();
        PutDouble(message, 1, SecondsOf(scalar.WallTime));
        PutKey(message, 2, Varint);
        PutVarint(message, (ulong)scalar.Step);
        PutBytes(message, 5, summary.WrittenSpan);
        return message.WrittenSpan.ToArray();
    }

    private static double SecondsOf(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).TotalSeconds;

    private static void PutKey(ArrayBufferWriter<byte> message, int field, int wireType) => PutVarint(message, (ulong)((field << 3) | wireType));

    private static void PutDouble(ArrayBufferWriter<byte> message, int field, double value)
    {
        PutKey(message, field, Fixed64);
        BinaryPrimitives.WriteDoubleLittleEndian(message.GetSpan(sizeof(double)), value);
        message.Advance(sizeof(double));
    }

    private static void PutFloat(ArrayBufferWriter<byte> message, int field, float value)
    {
        PutKey(message, field, Fixed32);
        BinaryPrimitives.WriteSingleLittleEndian(message.GetSpan(sizeof(float)), value);
        message.Advance(sizeof(float));
    }

    private static void PutBytes(ArrayBufferWriter<byte> message, int field, ReadOnlySpan<byte> bytes)
    {
        PutKey(message, field, Length);
        PutVarint(message, (ulong)bytes.Length);
        message.Write(bytes);
    }

    private static void PutVarint(ArrayBufferWriter<byte> message, ulong value)
    {
        while (value >= 0x80)
        {
            message.Write([(byte)(value | 0x80)]);
            value >>= 7;
        }

        message.Write([(byte)value]);
    }
}
