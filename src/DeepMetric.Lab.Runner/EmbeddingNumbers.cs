using DeepMetric.Datasets;
using DeepMetric.Diagnostics;
using DeepMetric.Evaluation;
using DeepMetric.Evaluation.Classification;
using DeepMetric.Evaluation.Clustering;

using DeepMetric.Lab.Metrics;
using DeepMetric.Sampling;

namespace DeepMetric.Lab.Runner;

/// <summary>The numbers of a set of embeddings, by metric id. A number that is not defined is left out.</summary>
internal static class EmbeddingNumbers
{
    // Ten starts of k-means with 11,316 clusters of 60,502 items, as Stanford Online Products has them, would take hours.
    private const long MostClassifiedValues = 60_000_000;
    private const long MostClusterDistances = 20_000_000;

    /// <summary>Variances, spectrum and pair statistics.</summary>
    public static Dictionary<string, double> Spread(float[] embeddings, int[] labels, ulong seed)
    {
        int dimension = embeddings.Length / labels.Length;
        EmbeddingVariance variance = EmbeddingVariance.Measure(embeddings, dimension, labels);
        EmbeddingSpectrum spectrum = EmbeddingSpectrum.Measure(embeddings, dimension);
        PairStatistics pairs = PairStatistics.Measure(embeddings, dimension, labels, SeededRandom.Derive(seed, "pair-statistics"));
        return Defined(
        [
            (MetricCatalog.Intra, variance.Intra),
            (MetricCatalog.Inter, variance.Inter),
            (MetricCatalog.ScaleFreeRatio, variance.ScaleFreeRatio),
            (MetricCatalog.InterDistance, variance.InterDistance),
            (MetricCatalog.SimplexShare, variance.SimplexShare),
            (MetricCatalog.FisherRatio, variance.FisherRatio),
            (MetricCatalog.Density, pairs.Density),
            (MetricCatalog.SpectralDecay, spectrum.SpectralDecay),
            (MetricCatalog.EffectiveRank, spectrum.EffectiveRank),
            (MetricCatalog.Alignment, pairs.Alignment),
            (MetricCatalog.Uniformity, pairs.Uniformity),
        ]);
    }

    /// <summary>Every retrieval number that runs record.</summary>
    public static Dictionary<string, double> OfRetrieval(RetrievalResult result) => Defined(
    [
        (MetricCatalog.MapAtR, result.Overall.MeanAveragePrecisionAtR),
        (MetricCatalog.RecallAt1, result.Overall.RecallAt(1)),
        (MetricCatalog.RecallAt2, result.Overall.RecallAt(2)),
        (MetricCatalog.RecallAt4, result.Overall.RecallAt(4)),
        (MetricCatalog.RecallAt8, result.Overall.RecallAt(8)),
        (MetricCatalog.RPrecision, result.Overall.RPrecision),
        (MetricCatalog.Map, result.Overall.MeanAveragePrecision),
        (MetricCatalog.Mrr, result.Overall.MeanReciprocalRank),
    ]);

    /// <summary>The retrieval numbers on the labels that were trained on, beside those on the finer ones.</summary>
    public static Dictionary<string, double> OfCoarseRetrieval(float[] test, LabeledSet coarseSet)
    {
        RetrievalResult coarse = Retrieval.Evaluate(RetrievalQueries.Of(test, coarseSet).Query);
        return new()
        {
            [MetricCatalog.CoarseMapAtR] = coarse.Overall.MeanAveragePrecisionAtR,
            [MetricCatalog.CoarseRecallAt1] = coarse.Overall.RecallAt(1),
        };
    }

    /// <summary>NMI and AMI of k-means on the test embeddings; nothing where there are so many classes that it would take longer than all else.</summary>
    public static Dictionary<string, double> OfClusters(EmbeddingTable test, int[] testLabels, ulong seed, CancellationToken cancellation)
    {
        int classes = testLabels.Distinct().Count();
        if ((long)classes * testLabels.Length > MostClusterDistances)
        {
            return [];
        }

        int[] clusters = KMeans.Cluster(test, classes, SeededRandom.Derive(seed, "k-means"), cancellation: cancellation).Assignments;
        return new()
        {
            [MetricCatalog.Nmi] = NormalizedMutualInformation.Of(testLabels, clusters),
            [MetricCatalog.Ami] = AdjustedMutualInformation.Of(testLabels, clusters),
        };
    }

    /// <summary>Accuracies of three classifiers trained on the training embeddings. There are none where the test classes are others than the training classes.</summary>
    public static Dictionary<string, double> OfClasses(EmbeddingTable train, int[] trainLabels, EmbeddingTable test, int[] testLabels, CancellationToken cancellation)
    {
        // The raw pixels of CIFAR-10, 150 million values, would take as long as a net's training.
        if ((long)train.Count * train.Dimension > MostClassifiedValues)
        {
            return [];
        }

        double probe = LinearProbe.Fit(train, trainLabels, cancellation: cancellation).Evaluate(test, testLabels).Accuracy;
        cancellation.ThrowIfCancellationRequested();
        return new()
        {
            [MetricCatalog.LinearProbe] = probe,
            [MetricCatalog.KnnAccuracy] = new KNearestClassifier(train, trainLabels).Evaluate(test, testLabels).Accuracy,
            [MetricCatalog.NearestCentroid] = new NearestCentroidClassifier(train, trainLabels).Evaluate(test, testLabels).Accuracy,
        };
    }

    /// <summary>The rows and labels of items that have a class: outliers are left out.</summary>
    public static (EmbeddingTable Table, int[] Labels) WithClass(float[] values, LabeledSet set)
    {
        int dimension = values.Length / set.Count;
        EmbeddingTable all = EmbeddingTable.FromFloats(values, dimension);
        int[] kept = [.. Enumerable.Range(0, set.Count).Where(item => set.Labels[item] != LabeledSet.Outlier)];
        return kept.Length == set.Count ? (all, set.Labels) : (all.Take(kept), [.. kept.Select(item => set.Labels[item])]);
    }

    private static Dictionary<string, double> Defined((string Id, double? Value)[] numbers) =>
        numbers.Where(number => number.Value is { } value && double.IsFinite(value)).ToDictionary(number => number.Id, number => number.Value!.Value);
}
