using System.Buffers.Binary;

namespace DeepMetric.Weights;

/// <summary>A safetensors file: 8 bytes of header length, a JSON header, the data. Mapped into memory, not read through.</summary>
/// <remarks>
/// Opening reads and checks the header only. Types read: F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL. The file must not be
/// changed while it is open; replacing it by renaming another over it is fine. Written by <see cref="SafetensorsWriter"/>.
/// </remarks>
public sealed class SafetensorsFile : WeightSource
{
    private readonly SafetensorsHeader _header;

    private SafetensorsFile(MappedFile map, SafetensorsHeader header)
    {
        Map = map;
        _header = header;
    }

    /// <inheritdoc/>
    public override string Path => Map.Path;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, TensorEntry> Entries => _header.Entries;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    internal MappedFile Map { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">It breaks a rule of the format; the message names the file, the byte, what was expected and what was found.</exception>
    public static new SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var map = new MappedFile(path);
        try
        {
            PyTorchPickle.Refuse(map);
            if (map.Length < SafetensorsHeader.PrefixLength)
            {
                throw Damage.At(path, map.Length, $"a header length of {SafetensorsHeader.PrefixLength} bytes", $"the end of a file of {map.Length}");
            }

            ulong claimed = BinaryPrimitives.ReadUInt64LittleEndian(map.Span(0, SafetensorsHeader.PrefixLength));
            int length = SafetensorsHeader.CheckLength(claimed, path, map.Length);
            return new SafetensorsFile(map, SafetensorsHeader.Parse(map.Span(SafetensorsHeader.PrefixLength, length), path, map.Length));
        }
        catch
        {
            map.Dispose();
            throw;
        }
    }

    /// <summary>Reads a part of a tensor's bytes, little-endian as they lie in the file.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="offset">How many of its bytes are passed over.</param>
    /// <param name="bytes">Is filled.</param>
    /// <exception cref="ArgumentException">There is no such tensor, or it has fewer bytes.</exception>
    public void ReadBytes(string name, long offset, Span<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (!Entries.TryGetValue(name, out TensorEntry? entry) || entry.Length - offset < bytes.Length)
        {
            throw new ArgumentException($"Expected a tensor of {offset + bytes.Length} bytes or more in {Path}, found {(entry is null ? "none" : $"{entry.Length}")} for {Damage.Quote(name)}.", nameof(name));
        }

        Map.Span(entry.Offset + offset, bytes.Length).CopyTo(bytes);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Map.Dispose();
        }
    }

    private protected override (SafetensorsFile File, TensorEntry Entry) Locate(TensorEntry entry) => (this, entry);
}
