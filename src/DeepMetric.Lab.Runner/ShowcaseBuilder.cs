using DeepMetric.Datasets;
using DeepMetric.Diagnostics;
using DeepMetric.Evaluation;

using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Sampling;

namespace DeepMetric.Lab.Runner;

/// <summary>Picks what a report shows of one run's test embeddings.</summary>
internal static class ShowcaseBuilder
{
    private const int ProjectedItems = 2_000;
    private const int Examples = 10;
    private const int Neighbours = 5;
    private const int LargestThumbnail = 64;

    public static Showcase Build(float[] embeddings, LabeledSet test, RetrievalResult retrieval, ComparisonSpec spec, int seed)
    {
        RetrievalQueries search = RetrievalQueries.Of(embeddings, test);
        QueryRetrieval[] byPrecision = [.. retrieval.PerQuery.OrderBy(query => query.Metrics.MeanAveragePrecisionAtR).ThenBy(query => query.Query)];
        QueryRetrieval[] best = [.. byPrecision.Reverse().GroupBy(query => query.Label).Select(group => group.First()).OrderBy(query => query.Label).Take(Examples)];
        IReadOnlyList<RetrievalExample> Show(IReadOnlyList<QueryRetrieval> queries) =>
            ToExamples(queries, Retrieval.Nearest(search.Query, [.. queries.Select(query => query.Query)], Neighbours), test, search);
        return new Showcase
        {
            Projection = Project(embeddings, test, seed),
            Distances = Distances(embeddings, test, seed),
            Worst = Show([.. byPrecision.Take(Examples)]),
            Best = Show(best),
        };
    }

    private static RetrievalExample[] ToExamples(
        IReadOnlyList<QueryRetrieval> queries, IReadOnlyList<IReadOnlyList<RetrievedItem>> neighbours, LabeledSet test, RetrievalQueries search) =>
    [
        .. queries.Select((query, i) => new RetrievalExample
        {
            Query = Picture(test, search.QueryItems[query.Query]),
            AveragePrecisionAtR = query.Metrics.MeanAveragePrecisionAtR,
            Neighbours = [.. neighbours[i].Select(neighbour => Picture(test, search.ReferenceItems[neighbour.Index]))],
        }),
    ];

    private static ProjectionPicture Project(float[] embeddings, LabeledSet test, int seed)
    {
        int dimension = embeddings.Length / test.Count;
        int[] items = [.. Enumerable.Range(0, test.Count)];
        if (items.Length > ProjectedItems)
        {
            new SeededRandom(SeededRandom.Derive((ulong)seed, "projected-items")).Shuffle<int>(items);
            items = [.. items.Take(ProjectedItems).Order()];
        }

        float[] chosen = [.. items.SelectMany(item => embeddings.AsSpan(item * dimension, dimension).ToArray())];
        PrincipalComponents projection = PrincipalComponents.Project(chosen, dimension, Math.Min(2, dimension));
        double At(int item, int component) => component < dimension ? Math.Round(projection.Coordinates[item, component], 5) : 0;
        return new ProjectionPicture
        {
            X = [.. Enumerable.Range(0, items.Length).Select(i => At(i, 0))],
            Y = [.. Enumerable.Range(0, items.Length).Select(i => At(i, 1))],
            Labels = [.. items.Select(item => test.Labels[item])],
            ShareOfVariance = Math.Min(1, projection.ShareOfVariance.Sum()),
        };
    }

    private static DistanceHistogramPicture Distances(float[] embeddings, LabeledSet test, int seed)
    {
        DistanceHistogram histogram = DistanceHistogram.Measure(embeddings, embeddings.Length / test.Count, test.Labels, SeededRandom.Derive((ulong)seed, "histogram"));
        return new DistanceHistogramPicture { From = histogram.From, To = histogram.To, Positives = histogram.Positives, Negatives = histogram.Negatives };
    }

    private static Thumbnail Picture(LabeledSet test, int item)
    {
        PixelImage? picture = test.Items.Picture(item, LargestThumbnail);
        return picture is null
            ? new Thumbnail { Index = item, Label = test.Labels[item] }
            : new Thumbnail { Index = item, Label = test.Labels[item], Width = picture.Width, Height = picture.Height, Pixels = picture.Pixels.ToArray() };
    }
}
