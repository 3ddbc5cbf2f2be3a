using System.Buffers;

namespace DeepMetric.Datasets;

/// <summary>Bytes in memory that is used again once they are given back.</summary>
internal readonly struct LentBytes : IDisposable
{
    private readonly byte[] _memory;

    private LentBytes(byte[] memory, int length)
    {
        _memory = memory;
        Length = length;
    }

    /// <summary>The number of bytes.</summary>
    public int Length { get; }

    /// <summary>The bytes.</summary>
    public Span<byte> Span => _memory.AsSpan(0, Length);

    /// <summary>The bytes, as something that can be kept until they are given back.</summary>
    public ReadOnlyMemory<byte> Memory => _memory.AsMemory(0, Length);

    /// <summary>Bytes that hold anything.</summary>
    public static LentBytes Of(int length) => new(ArrayPool<byte>.Shared.Rent(length), length);

    /// <summary>Gives them back; nobody may look at them any more.</summary>
    public void Dispose() => ArrayPool<byte>.Shared.Return(_memory);
}
