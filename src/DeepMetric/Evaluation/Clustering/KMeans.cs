using System.ComponentModel.DataAnnotations;
using DeepMetric.Sampling;

namespace DeepMetric.Evaluation.Clustering;

/// <summary>Divides items into k clusters of small squared distances to their means.</summary>
/// <remarks>
/// <para>Lloyd's rounds from seeds drawn with probability proportional to the squared distance to the nearest seed so far, several times over; the least inertia
/// wins, of equal ones the earlier start. An item equally near to several means goes to the first.</para>
/// <para>A cluster that loses all its items takes the one farthest from its own mean (the first of equally far ones), out of a cluster that has others.</para>
/// <para>The starts run in parallel; the result depends on the seed and not on the number of threads. A round costs n k d.</para>
/// <para>Paper: Arthur and Vassilvitskii, "k-means++: the advantages of careful seeding", SODA 2007.</para>
/// </remarks>
public static class KMeans
{
    /// <summary>Finds clusters.</summary>
    /// <param name="items">The items <c>[n, d]</c>.</param>
    /// <param name="clusters">How many clusters, k, from 1 to n.</param>
    /// <param name="seed">The seed of the draws.</param>
    /// <param name="options">Starts and rounds; null for the defaults.</param>
    /// <param name="cancellation">Stops between two rounds.</param>
    /// <exception cref="ArgumentException">More clusters than items, or none.</exception>
    /// <exception cref="ValidationException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static KMeansResult Cluster(EmbeddingTable items, int clusters, ulong seed, KMeansOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        if (clusters < 1 || clusters > items.Count)
        {
            throw new ArgumentOutOfRangeException(nameof(clusters), clusters, $"Expected 1 to {items.Count} clusters of {items.Count} items.");
        }

        options ??= new KMeansOptions();
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        var runs = new KMeansResult[options.Starts];
        Parallel.For(0, runs.Length, new ParallelOptions { CancellationToken = cancellation }, start =>
        {
            var random = new SeededRandom(SeededRandom.Derive(seed, "k-means", (ulong)start));
            runs[start] = new KMeansRun(items, KMeansSeeds.Draw(items, clusters, random)).Finish(options.MaxIterations, cancellation);
        });
        return runs.MinBy(run => run.Inertia)!;
    }
}
