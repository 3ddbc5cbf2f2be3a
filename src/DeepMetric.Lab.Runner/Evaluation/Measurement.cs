using DeepMetric.Datasets;
using DeepMetric.Evaluation;
using DeepMetric.Evaluation.Classification;
using DeepMetric.Evaluation.Clustering;
using DeepMetric.Evaluation.Labels;
using DeepMetric.Evaluation.Verification;
using DeepMetric.Lab.Metrics;
using DeepMetric.Lab.Statistics;
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
    private readonly Dictionary<string, ClassificationResult> _classified = [];
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

    /// <summary>How pairs were told apart.</summary>
    public PairVerificationResult? Verification { get; private set; }

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
    /// <param name="perClass">Whether the numbers of each class are wanted too.</param>
    /// <param name="stage">Told what is done next.</param>
    /// <param name="cancellation">Stops.</param>
    public static Measurement Of(float[] embeddings, LabeledSet set, ReferenceItems? reference, bool searchesReference, bool perClass, Action<string> stage, CancellationToken cancellation)
    {
        stage("searching");
        RetrievalQueries search = searchesReference ? RetrievalQueries.Against(embeddings, set, reference!.Table, reference.Labels) : RetrievalQueries.Of(embeddings, set);
        RetrievalQuery query = search.Query with
        {
            KeepsQueries = true,
            CutOffs = [.. EvaluationMetric.CutOffs],
            CurveLength = CurveLength,
            Grades = set.Levels is { } levels && !searchesReference ? GradedRelevance.OfLevels(At(levels, search.QueryItems), At(levels, search.ReferenceItems)) : null,
        };
        var measured = new Measurement(search, Evaluation.Retrieval.Evaluate(query, cancellation));
        measured.AddRetrieval();
        (EmbeddingTable table, int[] labels) = EmbeddingNumbers.WithClass(embeddings, set);
        measured.AddClusters(table, labels, stage, cancellation);
        if (reference is not null)
        {
            measured.AddClasses(reference, table, labels, stage, cancellation);
        }

        stage("comparing pairs");
        measured.AddPairs(perClass, cancellation);
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

    /// <summary>95 % intervals of the means over queries and over items; those with too few units are left out, and a note says so.</summary>
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

            int[] units = unit == BootstrapUnit.Queries ? [.. Enumerable.Range(0, labels.Length)] : labels;
            int count = units.Distinct().Count();
            if (count < ClusterBootstrap.FewestUnits)
            {
                string drawn = unit == BootstrapUnit.Queries ? "queries" : "classes";
                _notes.Add($"Intervals of {values[0].Key} and others were left out: they need {ClusterBootstrap.FewestUnits} {drawn}, there are {count}.");
                return;
            }

            foreach ((KeyValuePair<string, double[]> number, BootstrapInterval interval) in values.Zip(ClusterBootstrap.Intervals([.. values.Select(number => number.Value)], units, cancellation: cancellation)))
            {
                intervals[number.Key] = new(interval.Low, interval.High);
            }
        }

        QueryRetrieval[] queries = [.. Retrieval.PerQuery];
        Add([.. OfQueries().Where(number => _numbers.TryGetValue(number.Id, out double mean) && double.IsFinite(mean)).Select(number => new KeyValuePair<string, double[]>(number.Id, [.. queries.Select(entry => number.Value(entry.Metrics))]))], [.. queries.Select(entry => entry.Label)]);
        Add([.. _perItem], itemLabels);
        return EvaluationMetric.All.Where(metric => intervals.ContainsKey(metric.Id)).ToDictionary(metric => metric.Id, metric => intervals[metric.Id]);
    }

    /// <summary>The numbers of each class that has any, by label.</summary>
    public Dictionary<int, Dictionary<string, double>> PerClass()
    {
        var classes = new Dictionary<int, Dictionary<string, double>>();
        void Add(int label, string id, double value)
        {
            if (double.IsFinite(value))
            {
                (classes.TryGetValue(label, out Dictionary<string, double>? numbers) ? numbers : classes[label] = [])[id] = value;
            }
        }

        foreach (ClassRetrieval entry in Retrieval.PerClass)
        {
            foreach ((string id, Func<RetrievalMetrics, double> value) in OfQueries())
            {
                Add(entry.Label, id, value(entry.Metrics));
            }
        }

        foreach ((string id, ClassificationResult result) in _classified)
        {
            foreach (ClassAccuracy entry in result.PerClass)
            {
                Add(entry.Label, id, entry.Accuracy);
            }
        }

        foreach (ClassVerification entry in Verification?.PerClass ?? [])
        {
            for (int i = 0; i < EvaluationMetric.FalseMatchRates.Count; i++)
            {
                Add(entry.Label, EvaluationMetric.FnmrAt(EvaluationMetric.FalseMatchRates[i]), entry.FalseNonMatchRates[i]);
            }
        }

        return classes;
    }

    private static HierarchicalLabels At(LabelLevels levels, int[] items) =>
        new([.. items.Select(item => levels.Coarse[item])], [.. items.Select(item => levels.Fine[item])]);

    private static IEnumerable<(string Id, Func<RetrievalMetrics, double> Value)> OfQueries() =>
    [
        (MetricCatalog.MapAtR, metrics => metrics.MeanAveragePrecisionAtR),
        (MetricCatalog.RPrecision, metrics => metrics.RPrecision),
        (MetricCatalog.Map, metrics => metrics.MeanAveragePrecision),
        (MetricCatalog.Mrr, metrics => metrics.MeanReciprocalRank),
        (EvaluationMetric.Ndcg, metrics => metrics.Ndcg),
        (EvaluationMetric.GradedNdcg, metrics => metrics.GradedNdcg ?? double.NaN),
        .. EvaluationMetric.CutOffs.Select(k => (EvaluationMetric.RecallAt(k), (Func<RetrievalMetrics, double>)(metrics => metrics.RecallAt(k)))),
        .. EvaluationMetric.CutOffs.Where(k => k > 1).SelectMany(ByCutOff),
        .. EvaluationMetric.CutOffs.Select(k => (EvaluationMetric.GradedNdcgAt(k), (Func<RetrievalMetrics, double>)(metrics => metrics.GradedNdcgAt(k) ?? double.NaN))),
    ];

    private static (string Id, Func<RetrievalMetrics, double> Value)[] ByCutOff(int k) =>
    [
        (EvaluationMetric.PrecisionAt(k), metrics => metrics.PrecisionAt(k)),
        (EvaluationMetric.MapAt(k), metrics => metrics.MeanAveragePrecisionAt(k)),
        (EvaluationMetric.NdcgAt(k), metrics => metrics.NdcgAt(k)),
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
        _numbers[MetricCatalog.Ami] = AdjustedMutualInformation.Of(labels, clusters);
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
        _classified[id] = ClassificationResult.Of(predictions, labels);
        _perItem[id] = right;
        _numbers[id] = right.Average();
    }

    private void AddPairs(bool perClass, CancellationToken cancellation)
    {
        PairVerificationResult pairs = PairVerification.Evaluate(Search.Query, options: new() { FalseMatchRates = EvaluationMetric.FalseMatchRates, KeepsClasses = perClass }, cancellation: cancellation);
        Verification = pairs;
        _numbers[EvaluationMetric.RocAuc] = pairs.RocAuc;
        _numbers[EvaluationMetric.EqualErrorRate] = pairs.EqualErrorRate;
        foreach (FalseMatchPoint point in pairs.AtFalseMatchRates)
        {
            _numbers[EvaluationMetric.FnmrAt(point.WantedRate)] = point.Point.FalseNonMatchRate;
        }

        (string Id, BestThreshold? Best)[] best =
            [(EvaluationMetric.BestF1, pairs.BestF1), (EvaluationMetric.BestAccuracy, pairs.BestAccuracy), (EvaluationMetric.BestBalancedAccuracy, pairs.BestBalancedAccuracy)];
        foreach ((string id, BestThreshold? found) in best)
        {
            _numbers[id] = found?.Score ?? double.NaN;
            _numbers[EvaluationMetric.ThresholdOf(id)] = found?.Point.Threshold ?? double.NaN;
        }

        AddPairNotes(pairs);
    }

    private void AddPairNotes(PairVerificationResult pairs)
    {
        if (pairs.IsSampled)
        {
            _notes.Add(string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"Pairs were drawn with replacement: {pairs.JudgedPositives:N0} of {pairs.PositivePairs:N0} of one class, {pairs.JudgedNegatives:N0} of {pairs.NegativePairs:N0} of two."));
        }

        foreach (double rate in EvaluationMetric.FalseMatchRates.Where(rate => pairs.AtFalseMatchRates.Count > 0 && pairs.JudgedNegatives * rate < 1))
        {
            _notes.Add(string.Create(
                System.Globalization.CultureInfo.InvariantCulture, $"FNMR at FMR {rate} is that without any false match: there are only {pairs.NegativePairs:N0} pairs of two classes."));
        }
    }
}
