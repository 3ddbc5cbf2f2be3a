using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Weights;

/// <summary>Moves data between mapped files and tensors.</summary>
internal static class MappedTensors
{
    // A tensor's bytes are handed out as a span, whose length is an int; parts also bound what a conversion holds twice.
    private const long Part = 16 << 20;

    /// <summary>Copies into a tensor of any layout, device and float type.</summary>
    public static void Copy(Tensor destination, TensorEntry entry, MappedFile file)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        if (destination.dtype == entry.Type && destination.device_type == DeviceType.CPU && destination.is_contiguous())
        {
            Fill(destination, file, entry.Offset);
        }
        else if (entry.Count > 0)
        {
            Convert(destination, [.. entry.Shape], entry.Type, entry.Offset, entry.Length, file);
        }
    }

    /// <summary>Fills a contiguous tensor on the CPU from a place in a file of the very same type.</summary>
    public static void Fill(Tensor tensor, MappedFile file, long offset)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        long count = tensor.numel();
        int size = SafetensorsTypes.SizeOf(tensor.dtype);
        Tensor? flat = count * size > Part ? tensor.view(-1) : null;
        for (long done = 0; done < count;)
        {
            int length = (int)Math.Min(count - done, Part / size);
            ReadOnlySpan<byte> source = file.Span(offset + (done * size), length * size);
            if (tensor.dtype == ScalarType.Bool && source.IndexOfAnyExceptInRange((byte)0, (byte)1) is >= 0 and int place)
            {
                throw Damage.At(file.Path, offset + done + place, "0 or 1 for a BOOL", $"{source[place]}");
            }

            using Tensor part = flat is null ? tensor.alias() : flat.narrow(0, done, length);
            source.CopyTo(part.bytes);
            done += length;
        }
    }

    /// <summary>Goes down the first dimensions until a few rows are one part.</summary>
    private static void Convert(Tensor destination, long[] shape, ScalarType type, long offset, long length, MappedFile file)
    {
        if (length <= Part || shape.Length == 0)
        {
            using Tensor part = empty(shape, type);
            Fill(part, file, offset);
            destination.copy_(part);
            return;
        }

        long rowBytes = length / shape[0];
        long rows = Math.Max(1, Part / rowBytes);
        for (long row = 0; row < shape[0]; row += rows)
        {
            long taken = Math.Min(rows, shape[0] - row);
            using Tensor slice = taken == 1 ? destination.select(0, row) : destination.narrow(0, row, taken);
            Convert(slice, taken == 1 ? shape[1..] : [taken, .. shape[1..]], type, offset + (row * rowBytes), taken * rowBytes, file);
        }
    }
}
