using System.ComponentModel.DataAnnotations;
using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Tuples;
using TorchSharp;

namespace DeepMetric.Miners;

/// <summary>What can be set on an <see cref="AngularMiner"/>.</summary>
public sealed record AngularMinerOptions
{
    /// <summary>Triplets with a larger angle are chosen, in degrees.</summary>
    /// <value>Default 20.</value>
    [Range(0d, 89.999)]
    public double Angle { get; init; } = 20;

    /// <summary>Whether embeddings are scaled to unit norm first.</summary>
    /// <value>Default false.</value>
    public bool Normalize { get; init; }
}

/// <summary>Chooses triplets in which anchor and positive are seen from the negative under a large angle.</summary>
/// <remarks>
/// <para>Formula: arctan( ‖x_a − x_p‖ / (2 ‖x_n − c‖) ) &gt; angle, c = (x_a + x_p) / 2.</para>
/// <para>When: with the angular loss, whose condition it is; the angle does not change with the scale of the embeddings.</para>
/// <para>Cost: memory O(n²) and the triplets that are returned; time n³.</para>
/// <para>Paper: Wang et al., "Deep Metric Learning with Angular Loss", ICCV 2017.</para>
/// <para>Differs from it: nothing; ‖x_n − c‖² is taken from the three distances, (d_an² + d_pn²) / 2 − d_ap² / 4.</para>
/// </remarks>
public sealed class AngularMiner : Miner
{
    /// <summary>Creates the miner.</summary>
    /// <param name="options">The angle.</param>
    public AngularMiner(AngularMinerOptions? options = null)
        : base(new LpDistance(normalize: (options ?? new()).Normalize))
    {
        Options = OptionChecks.Checked(options ?? new());
    }

    /// <summary>What is set.</summary>
    public AngularMinerOptions Options { get; }

    /// <inheritdoc/>
    protected override Triplets Choose(MinerInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        EmbeddingBatch batch = input.Batch;
        torch.Tensor between = batch.HasReference ? Distance.Matrix(batch.Reference, batch.Reference) : input.Distances;
        var rows = new MatrixRows(between, 1);
        double[] fromPositive = new double[batch.ReferenceCount];
        double tangent = Math.Tan(double.DegreesToRadians(Options.Angle));
        var triplets = new TripletList();
        input.ForEachAnchor(row =>
        {
            foreach (int positive in row.Positives)
            {
                rows.Read(positive, fromPositive);
                double side = row.Distances[positive];
                foreach (int negative in row.Negatives)
                {
                    (double first, double second) = (row.Distances[negative], fromPositive[negative]);
                    double squared = (((first * first) + (second * second)) / 2) - (side * side / 4);
                    if (side > 2 * tangent * Math.Sqrt(Math.Max(0, squared)))
                    {
                        triplets.Add(row.Anchor, positive, negative);
                    }
                }
            }
        });
        return triplets.ToTriplets();
    }
}
