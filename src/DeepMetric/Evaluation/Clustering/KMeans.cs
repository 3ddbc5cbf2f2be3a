using DeepMetric.Sampling;

namespace DeepMetric.Evaluation.Clustering;

/// <summary>A clustering: each item's cluster, the centres and the sum of squared distances to them.</summary>
/// <param name="Assignments">A cluster in [0, k) per item, <c>[n]</c>.</param>
/// <param name="Centers">k centres of d numbers.</param>
/// <param name="Inertia">The sum of squared distances of items to their centres.</param>
public sealed record KMeansResult(int[] Assignments, double[][] Centers, double Inertia);

/// <summary>k-means: k-means++ starts, Lloyd's iterations, the best of several starts.</summary>
/// <remarks>
/// Papers: Lloyd 1982; Arthur and Vassilvitskii, "k-means++", SODA 2007. A cluster that loses all its items takes the item that is farthest
/// from its own centre.
/// </remarks>
public static class KMeans
{
    private const int MaximumIterations = 300;

    /// <summary>Clusters items.</summary>
    /// <param name="items">The items, <c>[n, d]</c>.</param>
    /// <param name="k">The number of clusters, from 1 to n.</param>
    /// <param name="seed">Decides every draw.</param>
    /// <param name="starts">How many starts the best is taken of.</param>
    /// <exception cref="ArgumentException">k is out of range.</exception>
    public static KMeansResult Cluster(EmbeddingTable items, int k, ulong seed, int starts = 10)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentOutOfRangeException.ThrowIfLessThan(starts, 1);
        if (k < 1 || k > items.Count)
        {
            throw new ArgumentException($"Expected from 1 to {items.Count} clusters, the number of items, found {k}.", nameof(k));
        }

        float[] rows = new float[items.Count * items.Dimension];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = (float)items[i / items.Dimension, i % items.Dimension];
        }

        return Enumerable.Range(0, starts)
            .Select(start => new Start(rows, items.Count, items.Dimension, k, new SeededRandom(SeededRandom.Derive(seed, "k-means-start", (ulong)start))).Run())
            .MinBy(result => result.Inertia)!;
    }

    private sealed class Start(float[] rows, int count, int dimension, int k, SeededRandom random)
    {
        private readonly float[] _centers = new float[k * dimension];
        private readonly int[] _assignments = new int[count];
        private readonly double[] _distances = new double[count];

        public KMeansResult Run()
        {
            Seed();
            Array.Fill(_assignments, -1);
            for (int iteration = 0; iteration < MaximumIterations && Assign(); iteration++)
            {
                Update();
            }

            double[][] centers = [.. Enumerable.Range(0, k).Select(c => Array.ConvertAll(_centers[(c * dimension)..((c + 1) * dimension)], value => (double)value))];
            return new KMeansResult(_assignments, centers, _distances.Sum());
        }

        private void Seed()
        {
            Array.Fill(_distances, double.PositiveInfinity);
            int chosen = random.NextInt(count);
            for (int c = 0; c < k; c++)
            {
                Row(chosen).CopyTo(_centers.AsSpan(c * dimension));
                int center = c;
                RowParallel.For(count, dimension, i => _distances[i] = Math.Min(_distances[i], Squared(Row(i), Center(center))));
                chosen = Draw();
            }
        }

        /// <summary>An item, with a probability proportional to its squared distance to the nearest centre.</summary>
        private int Draw()
        {
            double total = _distances.Sum();
            double target = random.NextDouble() * total;
            double sum = 0;
            for (int i = 0; i < count; i++)
            {
                sum += _distances[i];
                if (sum > target)
                {
                    return i;
                }
            }

            return random.NextInt(count);
        }

        private bool Assign()
        {
            int[] before = [.. _assignments];
            RowParallel.For(count, (long)k * dimension, i =>
            {
                int nearest = 0;
                double least = double.PositiveInfinity;
                for (int c = 0; c < k; c++)
                {
                    double distance = Squared(Row(i), Center(c));
                    if (distance < least)
                    {
                        least = distance;
                        nearest = c;
                    }
                }

                _assignments[i] = nearest;
                _distances[i] = least;
            });
            return !before.AsSpan().SequenceEqual(_assignments);
        }

        private void Update()
        {
            double[] sums = new double[k * dimension];
            int[] sizes = new int[k];
            for (int i = 0; i < count; i++)
            {
                int at = _assignments[i] * dimension;
                sizes[_assignments[i]]++;
                ReadOnlySpan<float> row = Row(i);
                for (int d = 0; d < dimension; d++)
                {
                    sums[at + d] += row[d];
                }
            }

            for (int c = 0; c < k; c++)
            {
                if (sizes[c] == 0)
                {
                    int farthest = Enumerable.Range(0, count).MaxBy(i => _distances[i]);
                    Row(farthest).CopyTo(_centers.AsSpan(c * dimension));
                    _distances[farthest] = 0;
                    continue;
                }

                for (int d = 0; d < dimension; d++)
                {
                    _centers[(c * dimension) + d] = (float)(sums[(c * dimension) + d] / sizes[c]);
                }
            }
        }

        private ReadOnlySpan<float> Row(int item) => rows.AsSpan(item * dimension, dimension);

        private ReadOnlySpan<float> Center(int center) => _centers.AsSpan(center * dimension, dimension);

        private static double Squared(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
        {
            int width = System.Numerics.Vector<float>.Count;
            var sums = System.Numerics.Vector<float>.Zero;
            int d = 0;
            for (; d <= x.Length - width; d += width)
            {
                var difference = new System.Numerics.Vector<float>(x[d..]) - new System.Numerics.Vector<float>(y[d..]);
                sums += difference * difference;
            }

            double sum = System.Numerics.Vector.Sum(sums);
            for (; d < x.Length; d++)
            {
                sum += (double)(x[d] - y[d]) * (x[d] - y[d]);
            }

            return sum;
        }
    }
}
