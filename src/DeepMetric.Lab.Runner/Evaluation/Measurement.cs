using DeepMetric.Datasets;
using DeepMetric.Evaluation;
using DeepMetric.Evaluation.Classification;
using DeepMetric.Evaluation.Clustering;
using DeepMetric.Lab.Metrics;
using DeepMetric.Sampling;

namespace DeepMetric.Lab.Runner;

/// <summary>The numbers of one set of embeddings.</summary>
internal sealed class Measurement
{
    // Ten starts of k-means with thousands of clusters of tens of thousands of items would take hours.
    private const long MostClusterDistances = 20_000_000;
    private const double MostClusterWork = 128.0 * MostClusterDistances;
    private const int CurveLength = 20;

    private readonly Dictionary<string, double> _numbers = [];
    private readonly Dictionary<string, double[]> _perItem = [];
    private readonly List<string> _notes = [];

    private Measurement(RetrievalQueries search, RetrievalResult retrieval)
    {
        Search = search;
        Retrieval = retrieval;
    }

    /// <summary>What searched what.</summary>
    public RetrievalQueries Search { get; }

    /// <summary>What was found.</summary>
    public RetrievalResult Retrieval { get; }

    /// <summary>What was left out, and why.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>The numbers in the order in which they are shown.</summary>
    public IReadOnlyDictionary<string, double> Numbers =>
        EvaluationMetric.All.Where(metric => _numbers.TryGetValue(metric.Id, out double value) && double.IsFinite(value)).ToDictionary(metric => metric.Id, metric => _numbers[metric.Id]);

    /// <summary>Measures.</summary>
    /// <param name="embeddings">The embeddings, <c>[n, d]</c>.</param>
    /// <param name="set">Their labels and roles.</param>
    /// <param name="reference">What classifiers are trained on; null for none.</param>
    /// <param name="searchesReference">Whether queries search the reference.</param>
    /// <param name="stage">Told what is done next.</param>
    /// <param name="cancellation">Stops.</param>
    public static Measurement Of(float[] embeddings, LabeledSet set, ReferenceItems? reference, bool searchesReference, Action<string> stage, CancellationToken cancellation)
    {
        stage("searching");
        RetrievalQueries search = searchesReference ? RetrievalQueries.Against(embeddings, set, reference!.Table, reference.Labels) : RetrievalQueries.Of(embeddings, set);
        RetrievalQuery query = search.Query with { KeepsQueries = true, CutOffs = [.. EvaluationMetric.CutOffs], CurveLength = CurveLength };
        var measured = new Measurement(search, Evaluation.Retrieval.Evaluate(query, cancellation));
        measured.AddRetrieval();
        (EmbeddingTable table, int[] labels) = EmbeddingNumbers.WithClass(embeddings, set);
        measured.AddClusters(table, labels, stage, cancellation);
        if (reference is not null)
        {
            measured.AddClasses(reference, table, labels, stage, cancellation);
        }

        return measured;
    }

    /// <summary>Adds variances, spectrum and pair statistics.</summary>
    public void AddSpread(float[] embeddings, LabeledSet set)
    {
        foreach ((string id, double value) in EmbeddingNumbers.Spread(embeddings, set.Labels, 0))
        {
            _numbers[id] = value;
        }
    }

    /// <summary>95 % intervals of the means over queries and over items.</summary>
    /// <param name="unit">What is drawn.</param>
    /// <param name="itemLabels">The labels of the items with a class.</param>
    /// <param name="cancellation">Stops.</param>
    public IReadOnlyDictionary<string, NumberInterval> Intervals(BootstrapUnit unit, int[] itemLabels, CancellationToken cancellation)
    {
        var intervals = new Dictionary<string, NumberInterval>();
        void Add(KeyValuePair<string, double[]>[] values, int[] labels)
        {
            if (values.Length == 0 || labels.Length == 0)
            {
                return;
            }

            int[] order = [.. labels.Distinct().Order()];
            int[] units = unit == BootstrapUnit.Queries ? [.. Enumerable.Range(0, labels.Length)] : [.. labels.Select(label => Array.BinarySearch(order, label))];
            foreach ((KeyValuePair<string, double[]> number, NumberInterval interval) in values.Zip(Bootstrap.Intervals([.. values.Select(number => number.Value)], units, 0, cancellation)))
            {
                intervals[number.Key] = interval;
            }
        }

        QueryRetrieval[] queries = [.. Retrieval.PerQuery];
        Add([.. OfQueries().Select(number => new KeyValuePair<string, double[]>(number.Id, [.. queries.Select(entry => number.Value(entry.Metrics))]))], [.. queries.Select(entry => entry.Label)]);
        Add([.. _perItem], itemLabels);
        return EvaluationMetric.All.Where(metric => intervals.ContainsKey(metric.Id)).ToDictionary(metric => metric.Id, metric => intervals[metric.Id]);
    }

    private static IEnumerable<(string Id, Func<RetrievalMetrics, double> Value)> OfQueries() =>
    [
        (MetricCatalog.MapAtR, metrics => metrics.MeanAveragePrecisionAtR),
        (MetricCatalog.RPrecision, metrics => metrics.RPrecision),
        (MetricCatalog.Map, metrics => metrics.MeanAveragePrecision),
        (MetricCatalog.Mrr, metrics => metrics.MeanReciprocalRank),
        (EvaluationMetric.Ndcg, metrics => metrics.Ndcg),
        .. EvaluationMetric.CutOffs.Select(k => (EvaluationMetric.RecallAt(k), (Func<RetrievalMetrics, double>)(metrics => metrics.RecallAt(k)))),
        .. EvaluationMetric.CutOffs.Where(k => k > 1).Select(k => (EvaluationMetric.PrecisionAt(k), (Func<RetrievalMetrics, double>)(metrics => metrics.PrecisionAt(k)))),
    ];

    private void AddRetrieval()
    {
        foreach ((string id, Func<RetrievalMetrics, double> value) in OfQueries())
        {
            _numbers[id] = value(Retrieval.Overall);
        }
    }

    private void AddClusters(EmbeddingTable table, int[] labels, Action<string> stage, CancellationToken cancellation)
    {
        int classes = labels.Distinct().Count();
        if ((long)classes * labels.Length > MostClusterDistances || (double)classes * labels.Length * table.Dimension > MostClusterWork)
        {
            _notes.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"NMI and AMI were left out: k-means with {classes:N0} clusters of {labels.Length:N0} items would take longer than all else."));
            return;
        }

        stage("clustering");
        int[] clusters = KMeans.Cluster(table, classes, SeededRandom.Derive(0, "k-means"), cancellation: cancellation).Assignments;
        _numbers[MetricCatalog.Nmi] = NormalizedMutualInformation.Of(labels, clusters);
        _numbers[EvaluationMetric.Ami] = AdjustedMutualInformation.Of(labels, clusters);
    }

    private void AddClasses(ReferenceItems reference, EmbeddingTable table, int[] labels, Action<string> stage, CancellationToken cancellation)
    {
        HashSet<int> known = [.. reference.Labels];
        int unknown = labels.Count(label => !known.Contains(label));
        if (unknown == labels.Length || known.Count < 2)
        {
            _notes.Add(unknown == labels.Length ? "No classification: no class is in the training items too." : "No classification: the training items are of one class.");
            return;
        }

        if (unknown > 0)
        {
            _notes.Add($"Items of classes that the training items lack count as wrongly classified: {unknown}.");
        }

        stage("classifying");
        Add(MetricCatalog.LinearProbe, LinearProbe.Fit(reference.Table, reference.Labels, cancellation: cancellation).Predict(table), labels);
        Add(MetricCatalog.KnnAccuracy, new KNearestClassifier(reference.Table, reference.Labels).Predict(table), labels);
        Add(MetricCatalog.NearestCentroid, new NearestCentroidClassifier(reference.Table, reference.Labels).Predict(table), labels);
    }

    private void Add(string id, int[] predictions, int[] labels)
    {
        double[] right = [.. predictions.Zip(labels, (prediction, label) => prediction == label ? 1.0 : 0.0)];
        _perItem[id] = right;
        _numbers[id] = right.Average();
    }
}
