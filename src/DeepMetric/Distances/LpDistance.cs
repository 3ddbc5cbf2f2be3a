using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Distances;

/// <summary>What can be set on an <see cref="LpDistance"/>, for the catalogue.</summary>
public sealed record LpDistanceOptions
{
    /// <summary>The norm.</summary>
    /// <value>Default 2.</value>
    public double P { get; init; } = 2;

    /// <summary>The power that the norm is raised to.</summary>
    /// <value>Default 1.</value>
    public double Power { get; init; } = 1;

    /// <summary>Whether embeddings are scaled to unit norm first.</summary>
    /// <value>Default true.</value>
    public bool Normalize { get; init; } = true;
}

/// <summary>The Lp distance raised to a power, ‖x − y‖_p^power; Euclidean by default.</summary>
/// <remarks>
/// <para>Rows are normalised in the same p. Where two rows coincide the gradient is 0, a member of the subdifferential.</para>
/// <para>Euclidean distances on the CPU are computed from differences, not from a Gram matrix, so near points keep all their digits.</para>
/// </remarks>
public sealed class LpDistance : Distance
{
    /// <summary>Creates the distance.</summary>
    /// <param name="p">The norm, above 0.</param>
    /// <param name="power">The power that the norm is raised to; 2 with p = 2 is the squared Euclidean distance.</param>
    /// <param name="normalize">Whether embeddings are scaled to unit p-norm first.</param>
    public LpDistance(double p = 2, double power = 1, bool normalize = true)
        : base(normalize, isSimilarity: false, isSymmetric: true)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(p);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(power);
        P = p;
        Power = power;
    }

    /// <summary>The norm.</summary>
    public double P { get; }

    /// <summary>The power.</summary>
    public double Power { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<object>? Settings => [P, Power];

    /// <inheritdoc/>
    protected override double NormOrder => P;

    /// <inheritdoc/>
    protected override Tensor ComputeMatrix(Tensor query, Tensor reference)
    {
        if (P == 2)
        {
            bool squared = Power == 2;
            Tensor matrix = EuclideanMatrix.Compute(query, reference, squared);
            return squared ? matrix : Raised(matrix, Power);
        }

        return Raised(cdist(query, reference, P), Power);
    }

    /// <inheritdoc/>
    protected override Tensor ComputePairs(Tensor query, Tensor reference)
    {
        Tensor differences = query.Minus(reference);
        return P == 2 && Power == 2 ? (differences * differences).sum(1) : Raised(differences.RowNorms(P), Power);
    }
}
