using TorchSharp;

namespace DeepMetric;

/// <summary>Scalars that live until the operation that takes them has read them.</summary>
/// <remarks>
/// TorchSharp turns a number into a <see cref="Scalar"/> with a finalizer and hands libtorch its bare address, so that a garbage collection at the wrong moment
/// frees the scalar before libtorch reads it. Each thread here holds its most recent scalars, and uses one again when the same number comes back.
/// A scalar is for the operations that follow at once, not for a field.
/// </remarks>
public static class Scalars
{
    private const int Slots = 256;

    [ThreadStatic]
    private static Held? _held;

    /// <summary>The integer 1, for good.</summary>
    public static Scalar One { get; } = 1L.ToScalar();

    /// <summary>A scalar of a floating-point number.</summary>
    /// <param name="value">The number.</param>
    /// <returns>A scalar that is held for this thread's next operations.</returns>
    public static Scalar Of(double value) => (_held ??= new Held()).Take(BitConverter.DoubleToInt64Bits(value), isFloating: true);

    /// <summary>A scalar of an integer.</summary>
    /// <param name="value">The number.</param>
    /// <returns>A scalar that is held for this thread's next operations.</returns>
    public static Scalar Of(long value) => (_held ??= new Held()).Take(value, isFloating: false);

    /// <summary>A table of scalars by number, and behind it those that were put out of it last.</summary>
    private sealed class Held
    {
        private readonly Scalar?[] _scalars = new Scalar?[Slots];
        private readonly (long Bits, bool IsFloating)[] _numbers = new (long, bool)[Slots];
        private readonly Scalar?[] _former = new Scalar?[Slots];
        private int _next;

        public Scalar Take(long bits, bool isFloating)
        {
            int slot = (int)((ulong)((bits ^ (isFloating ? 1 : 0)) * -7046029254386353131L) >> 56);
            if (_scalars[slot] is Scalar known)
            {
                if (_numbers[slot] == (bits, isFloating))
                {
                    return known;
                }

                _former[_next] = known;
                _next = (_next + 1) % Slots;
            }

            Scalar made = isFloating ? BitConverter.Int64BitsToDouble(bits).ToScalar() : bits.ToScalar();
            _numbers[slot] = (bits, isFloating);
            return _scalars[slot] = made;
        }
    }
}
