namespace DeepMetric.Evaluation.Clustering;

/// <summary>One start of k-means and its rounds, on one thread.</summary>
internal sealed class KMeansRun
{
    private readonly EmbeddingTable _items;
    private readonly int _clusters;
    private readonly int _dimension;
    private readonly double[] _centroids;
    private readonly int[] _assignments;
    private readonly double[] _distances;
    private readonly int[] _counts;
    private readonly double[] _row;

    /// <param name="items">The items <c>[n, d]</c>.</param>
    /// <param name="centroids">Where the means start, <c>[k · d]</c>; the run moves them.</param>
    public KMeansRun(EmbeddingTable items, double[] centroids)
    {
        _items = items;
        _dimension = items.Dimension;
        _clusters = centroids.Length / _dimension;
        _centroids = centroids;
        _assignments = new int[items.Count];
        _distances = new double[items.Count];
        _counts = new int[_clusters];
        _row = new double[_dimension];
        Array.Fill(_assignments, -1);
    }

    public KMeansResult Finish(int maxIterations, CancellationToken cancellation)
    {
        int iteration = 0;
        bool converged = false;
        while (!converged && iteration < maxIterations)
        {
            cancellation.ThrowIfCancellationRequested();
            iteration++;
            if (Assign())
            {
                FillEmptyClusters();
                MoveCentroids();
            }
            else
            {
                converged = true;
            }
        }

        if (!converged)
        {
            Assign();
        }

        return new KMeansResult
        {
            Assignments = _assignments,
            Centroids = EmbeddingTable.FromDoubles(_centroids, _dimension),
            Inertia = _distances.Sum(),
            Iterations = iteration,
            Converged = converged,
        };
    }

    /// <summary>Gives each item to its nearest mean.</summary>
    /// <returns>Whether any changed.</returns>
    private bool Assign()
    {
        var distances = new double[_clusters];
        bool changed = false;
        Array.Clear(_counts);
        for (int item = 0; item < _assignments.Length; item++)
        {
            _items.CopyRow(item, _row);
            SquaredDistanceKernel.Fill(_row, (ReadOnlySpan<double>)_centroids, distances);
            int nearest = 0;
            for (int cluster = 1; cluster < distances.Length; cluster++)
            {
                if (distances[cluster] < distances[nearest])
                {
                    nearest = cluster;
                }
            }

            changed |= _assignments[item] != nearest;
            _assignments[item] = nearest;
            _distances[item] = distances[nearest];
            _counts[nearest]++;
        }

        return changed;
    }

    private void FillEmptyClusters()
    {
        for (int cluster = 0; cluster < _clusters; cluster++)
        {
            if (_counts[cluster] > 0)
            {
                continue;
            }

            int farthest = -1;
            for (int item = 0; item < _distances.Length; item++)
            {
                if (_distances[item] > 0 && _counts[_assignments[item]] > 1 && (farthest < 0 || _distances[item] > _distances[farthest]))
                {
                    farthest = item;
                }
            }

            if (farthest < 0)
            {
                // Every item sits on its mean: an empty cluster is no loss.
                return;
            }

            _counts[_assignments[farthest]]--;
            _counts[cluster] = 1;
            _assignments[farthest] = cluster;
            _distances[farthest] = 0;
        }
    }

    /// <summary>Moves each mean to its items; that of an empty cluster stays.</summary>
    private void MoveCentroids()
    {
        for (int cluster = 0; cluster < _clusters; cluster++)
        {
            if (_counts[cluster] > 0)
            {
                _centroids.AsSpan(cluster * _dimension, _dimension).Clear();
            }
        }

        for (int item = 0; item < _assignments.Length; item++)
        {
            _items.CopyRow(item, _row);
            VectorKernel.AddScaled(1, _row, _centroids.AsSpan(_assignments[item] * _dimension, _dimension));
        }

        for (int cluster = 0; cluster < _clusters; cluster++)
        {
            for (int j = 0; j < _dimension && _counts[cluster] > 0; j++)
            {
                _centroids[(cluster * _dimension) + j] /= _counts[cluster];
            }
        }
    }
}
