namespace DeepMetric.Evaluation.Verification;

/// <summary>Counts for each class the positive pairs that thresholds refuse.</summary>
internal static class ClassErrors
{
    /// <summary>Counts them.</summary>
    /// <param name="query">The search, whose queries have labels.</param>
    /// <param name="positives">The positive pairs that are judged.</param>
    /// <param name="lastKeys">The largest key that each threshold accepts.</param>
    /// <param name="cancellation">Stops between two chunks.</param>
    public static IReadOnlyList<ClassVerification> Count(RetrievalQuery query, PositivePairs positives, double[] lastKeys, CancellationToken cancellation)
    {
        int[][] classesOf = [.. Enumerable.Range(0, query.QueryLabels.Length).Select(row => query.QueryClasses is { } sets ? sets.Of(row).ToArray() : [query.QueryLabels[row]])];
        int[] classes = [.. classesOf.SelectMany(labels => labels).Distinct().Order()];
        int columns = lastKeys.Length + 1;
        var counts = new long[classes.Length * columns];
        positives.Visit((_, buffer) =>
        {
            ReadOnlySpan<int> queries = buffer.Queries;
            ReadOnlySpan<double> keys = buffer.Keys;
            for (int i = 0; i < keys.Length; i++)
            {
                foreach (int label in classesOf[queries[i]])
                {
                    int at = Array.BinarySearch(classes, label) * columns;
                    Interlocked.Increment(ref counts[at]);
                    for (int threshold = 0; threshold < lastKeys.Length; threshold++)
                    {
                        if (keys[i] > lastKeys[threshold])
                        {
                            Interlocked.Increment(ref counts[at + 1 + threshold]);
                        }
                    }
                }
            }
        }, cancellation);
        return
        [
            .. classes.Index().Where(entry => counts[entry.Index * columns] > 0).Select(entry => new ClassVerification(
                entry.Item,
                counts[entry.Index * columns],
                [.. Enumerable.Range(1, lastKeys.Length).Select(threshold => (double)counts[(entry.Index * columns) + threshold] / counts[entry.Index * columns])])),
        ];
    }
}
