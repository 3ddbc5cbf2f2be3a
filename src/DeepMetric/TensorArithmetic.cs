using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric;

/// <summary>Sums, differences, products and quotients whose scalars are held until libtorch has read them, which TorchSharp's operators do not do (<see cref="Scalars"/>).</summary>
public static class TensorArithmetic
{
    /// <summary>The elementwise sum a + b.</summary>
    /// <param name="left">Any shape.</param>
    /// <param name="right">A shape that broadcasts with it.</param>
    /// <returns>A new tensor.</returns>
    public static Tensor Plus(this Tensor left, Tensor right) => left.add(right, Scalars.One);

    /// <inheritdoc cref="Plus(Tensor, Tensor)"/>
    public static Tensor Plus(this Tensor left, double right) => left.add(Scalars.Of(right), Scalars.One);

    /// <inheritdoc cref="Plus(Tensor, Tensor)"/>
    public static Tensor Plus(this Tensor left, long right) => left.add(Scalars.Of(right), Scalars.One);

    /// <summary>The elementwise difference a - b.</summary>
    /// <param name="left">Any shape.</param>
    /// <param name="right">A shape that broadcasts with it.</param>
    /// <returns>A new tensor.</returns>
    public static Tensor Minus(this Tensor left, Tensor right) => left.sub(right);

    /// <inheritdoc cref="Minus(Tensor, Tensor)"/>
    public static Tensor Minus(this Tensor left, double right) => left.sub(Scalars.Of(right));

    /// <inheritdoc cref="Minus(Tensor, Tensor)"/>
    public static Tensor Minus(this Tensor left, long right) => left.sub(Scalars.Of(right));

    /// <summary>The elementwise difference b - a.</summary>
    /// <param name="right">The tensor a.</param>
    /// <param name="left">The number b that it is taken from.</param>
    /// <returns>A new tensor.</returns>
    public static Tensor SubtractedFrom(this Tensor right, double left) => right.neg().add(Scalars.Of(left), Scalars.One);

    /// <inheritdoc cref="SubtractedFrom(Tensor, double)"/>
    public static Tensor SubtractedFrom(this Tensor right, long left) => right.neg().add(Scalars.Of(left), Scalars.One);

    /// <summary>The product of each element and a number.</summary>
    /// <param name="left">Any shape.</param>
    /// <param name="right">The number.</param>
    /// <returns>A new tensor.</returns>
    public static Tensor Times(this Tensor left, double right) => left.mul(Scalars.Of(right));

    /// <inheritdoc cref="Times(Tensor, double)"/>
    public static Tensor Times(this Tensor left, long right) => left.mul(Scalars.Of(right));

    /// <summary>The quotient of each element and a number.</summary>
    /// <param name="left">Any shape.</param>
    /// <param name="right">The number.</param>
    /// <returns>A new tensor.</returns>
    public static Tensor DividedBy(this Tensor left, double right) => left.div(Scalars.Of(right));

    /// <inheritdoc cref="DividedBy(Tensor, double)"/>
    public static Tensor DividedBy(this Tensor left, long right) => left.div(Scalars.Of(right));

    /// <summary>The norm of each row, <c>[n]</c>, for rows <c>[n, d]</c>.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="order">The norm's order p.</param>
    /// <returns>A new tensor.</returns>
    public static Tensor RowNorms(this Tensor rows, double order) =>
        (float)order == order ? rows.norm(1, keepdim: false, p: (float)order) : linalg.vector_norm(rows, order, [1]);

    /// <summary>The number that a tensor of one element holds.</summary>
    /// <param name="one">A tensor of one element, of any type.</param>
    /// <returns>The number.</returns>
    public static double ToNumber(this Tensor one)
    {
        using Tensor wide = one.detach().to(ScalarType.Float64);
        return wide.item<double>();
    }

    /// <summary>The integers from 0 to n - 1.</summary>
    /// <param name="count">The number n.</param>
    /// <param name="device">Where they go.</param>
    /// <param name="dtype">Their type; 64-bit integers if none is said.</param>
    /// <returns>A tensor <c>[n]</c>.</returns>
    public static Tensor Range(long count, Device? device = null, ScalarType dtype = ScalarType.Int64) =>
        arange(Scalars.Of(0), Scalars.Of(count), Scalars.One, dtype, device);
}
