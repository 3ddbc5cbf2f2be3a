using System.Buffers;
using System.Runtime.InteropServices;

namespace DeepMetric.Losses.Kernels;

/// <summary>Sorts doubles that are floats, with an index each, by the bytes of the floats, without a comparison. Dispose to give its memory back.</summary>
internal sealed class FloatOrder(int capacity) : IDisposable
{
    private const int Values = 256;
    private const int Bytes = 4;
    private const int Few = 48;
    private readonly int[] _counts = ArrayPool<int>.Shared.Rent(Bytes * Values);
    private ulong[] _entries = ArrayPool<ulong>.Shared.Rent(capacity);
    private ulong[] _other = ArrayPool<ulong>.Shared.Rent(capacity);

    /// <summary>Sorts the first keys, and the indices with them.</summary>
    public void Sort(double[] keys, int[] indices, int count)
    {
        if (count < Few)
        {
            Array.Sort(keys, indices, 0, count);
            return;
        }

        Array.Clear(_counts, 0, Bytes * Values);
        Span<int> counts = _counts;
        for (int i = 0; i < count; i++)
        {
            uint bits = BitConverter.SingleToUInt32Bits((float)keys[i]);

            // Negative numbers come first, the largest magnitude before all.
            bits ^= (uint)((int)bits >> 31) | 0x80000000;
            _entries[i] = ((ulong)bits << 32) | (uint)indices[i];
            counts[(int)(bits & 0xFF)]++;
            counts[Values + (int)((bits >> 8) & 0xFF)]++;
            counts[(2 * Values) + (int)((bits >> 16) & 0xFF)]++;
            counts[(3 * Values) + (int)(bits >> 24)]++;
        }

        for (int place = 0; place < Bytes; place++)
        {
            Scatter(place, count, counts.Slice(place * Values, Values));
        }

        for (int i = 0; i < count; i++)
        {
            uint bits = (uint)(_entries[i] >> 32);
            bits ^= (bits >> 31) == 0 ? uint.MaxValue : 0x80000000;
            keys[i] = BitConverter.UInt32BitsToSingle(bits);
            indices[i] = (int)(uint)_entries[i];
        }
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_counts);
        ArrayPool<ulong>.Shared.Return(_entries);
        ArrayPool<ulong>.Shared.Return(_other);
    }

    private void Scatter(int place, int count, Span<int> counts)
    {
        int shift = 32 + (8 * place);
        if (count == 0 || counts[(int)((_entries[0] >> shift) & 0xFF)] == count)
        {
            return;
        }

        int before = 0;
        for (int value = 0; value < Values; value++)
        {
            (counts[value], before) = (before, before + counts[value]);
        }

        ref ulong from = ref MemoryMarshal.GetArrayDataReference(_entries);
        ulong[] to = _other;
        for (int i = 0; i < count; i++)
        {
            ulong entry = System.Runtime.CompilerServices.Unsafe.Add(ref from, i);
            to[counts[(int)((entry >> shift) & 0xFF)]++] = entry;
        }

        (_entries, _other) = (_other, _entries);
    }
}
