using DeepMetric.Datasets;
using DeepMetric.Diagnostics;
using DeepMetric.Evaluation;
using DeepMetric.Lab.Metrics;

namespace DeepMetric.Lab.Runner;

/// <summary>Judges a model on a data set, or a file of embeddings.</summary>
public static class EvaluationRun
{
    // More than that, and the raw input takes longer to search than the embeddings took to compute.
    private const int MostBaselineItems = 20_000;
    private const double MostBaselineWork = 3e11;

    /// <summary>Evaluates.</summary>
    /// <param name="job">What is judged, and by what.</param>
    /// <param name="progress">Told what is done.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="ArgumentException">The data do not fit the model, or were split in another way than it was trained with.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static EvaluationResults Run(EvaluationJob job, IProgress<EmbeddingProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (job.ModelFolder is null == job.EmbeddingsFile is null)
        {
            throw new ArgumentException("Expected a model or a file of embeddings, found both or none.", nameof(job));
        }

        EvaluationInput input = job.ModelFolder is null ? EvaluationInput.OfFile(job, cancellation) : EvaluationInput.OfModel(job, progress, cancellation);
        if (job.SearchesReference && input.Reference is null)
        {
            throw new ArgumentException("Expected a reference for queries to search, found none.", nameof(job));
        }

        void Stage(string what)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(new(what, 0, 0));
        }

        Measurement measured = Measurement.Of(input.Embeddings, input.Set, input.Reference, job.SearchesReference, perClass: true, Stage, cancellation);
        Stage("variances");
        measured.AddSpread(input.Embeddings, input.Set);
        int[] labels = [.. input.Set.Labels.Where(label => label != LabeledSet.Outlier)];
        IReadOnlyDictionary<string, NumberInterval>? intervals = job.Intervals is BootstrapUnit unit ? measured.Intervals(unit, labels, cancellation) : null;
        var notes = new List<string>([.. input.Notes, .. measured.Notes]);
        IReadOnlyDictionary<string, double>? raw = Baseline(job, input, notes, what => Stage($"raw input: {what}"), cancellation);
        IReadOnlyDictionary<string, double> numbers = measured.Numbers;
        RetrievalResult retrieval = measured.Retrieval;
        if (retrieval.LeftOutCount > 0)
        {
            notes.Add($"{retrieval.LeftOutCount} queries were left out: nothing else that they search is of their class.");
        }

        return new EvaluationResults
        {
            Model = input.Model,
            Embeddings = job.EmbeddingsFile is null ? null : Path.GetFileName(job.EmbeddingsFile),
            Dataset = input.Name,
            Part = job.ModelFolder is null ? null : EmbeddingSource.NameOf(job.Part),
            Split = input.Split,
            Items = labels.Length,
            Outliers = input.Set.Count - labels.Length,
            Classes = labels.Distinct().Count(),
            Dimension = input.Embeddings.Length / input.Set.Count,
            Searched = job.SearchesReference ? "reference" : input.Set.Roles is null ? "others" : "gallery",
            SearchedItems = measured.Search.Query.Reference.Count,
            Queries = retrieval.QueryCount,
            QueriesLeftOut = retrieval.LeftOutCount,
            Reference = input.Reference?.Name,
            Numbers = numbers,
            CumulativeMatch = retrieval.QueryCount == 0 ? [] : retrieval.CumulativeMatch,
            Pairs = measured.Verification is { PositivePairs: > 0 } pairs ? new(pairs.PositivePairs, pairs.NegativePairs, pairs.JudgedPositives, pairs.JudgedNegatives) : null,
            IntervalUnit = job.Intervals,
            Intervals = intervals,
            RawInput = raw,
            AtCeiling = raw is null ? [] : [.. EvaluationMetric.All.Where(metric => IsAtCeiling(metric, numbers, raw)).Select(metric => metric.Id)],
            PerClass = PerClass(input, measured),
            Warnings = input.Warnings,
            Notes = notes,
        };
    }

    private static bool IsAtCeiling(MetricInfo metric, IReadOnlyDictionary<string, double> numbers, IReadOnlyDictionary<string, double> raw) =>
        numbers.TryGetValue(metric.Id, out double model) && raw.TryGetValue(metric.Id, out double input) && EvaluationMetric.IsAtCeiling(metric, model, input);

    private static IReadOnlyDictionary<string, double>? Baseline(EvaluationJob job, EvaluationInput input, List<string> notes, Action<string> stage, CancellationToken cancellation)
    {
        if (input.Model is null || job.Baseline == false)
        {
            return null;
        }

        string? tooMuch = job.ReferenceFile is not null && job.SearchesReference ? "the reference is a file of embeddings, without their input" : job.Baseline == true ? null : TooMuch(input);
        if (tooMuch is not null)
        {
            notes.Add($"The raw input was left out: {tooMuch}.");
            return null;
        }

        ReferenceItems? reference = null;
        if (input.TrainSet is { } train && (job.Baseline == true || (train.Count <= MostBaselineItems && (double)train.Count * train.ItemSize * input.ClassNames.Count <= MostBaselineWork / 1000)))
        {
            (EmbeddingTable table, int[] labels) = EmbeddingNumbers.WithClass(train.Values, train);
            reference = new("train", table, labels);
        }

        if (job.SearchesReference && reference is null)
        {
            notes.Add("The raw input was left out: its training items are too many.");
            return null;
        }

        return Measurement.Of(input.Set.Values, input.Set, reference, job.SearchesReference, perClass: false, stage, cancellation).Numbers;
    }

    private static string? TooMuch(EvaluationInput input)
    {
        int items = input.Set.Count;
        double work = (double)items * items * input.Set.ItemSize;
        return items > MostBaselineItems || work > MostBaselineWork
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"to search {items:N0} items of {input.Set.ItemSize:N0} values takes long; --baseline on asks for it")
            : null;
    }

    private static ClassNumbers[] PerClass(EvaluationInput input, Measurement measured)
    {
        Dictionary<int, int> queries = measured.Retrieval.PerClass.ToDictionary(entry => entry.Label, entry => entry.QueryCount);
        Dictionary<int, Dictionary<string, double>> numbers = measured.PerClass();
        EmbeddingVariance variance = EmbeddingVariance.Measure(input.Embeddings, input.Embeddings.Length / input.Set.Count, input.Set.Labels);
        return
        [
            .. variance.IntraPerClass
                .Select(entry =>
                {
                    Dictionary<string, double> own = numbers.GetValueOrDefault(entry.Label, []);
                    if (entry is { Count: > 1, Variance: double intra })
                    {
                        own[MetricCatalog.Intra] = intra;
                    }

                    return (entry.Label, Numbers: new ClassNumbers
                    {
                        Class = input.ClassNames[entry.Label],
                        Items = entry.Count,
                        Queries = queries.GetValueOrDefault(entry.Label),
                        MapAtR = Defined(own, MetricCatalog.MapAtR),
                        RecallAt1 = Defined(own, MetricCatalog.RecallAt1),
                        Intra = Defined(own, MetricCatalog.Intra),
                        Numbers = EvaluationMetric.All.Where(metric => own.ContainsKey(metric.Id)).ToDictionary(metric => metric.Id, metric => own[metric.Id]),
                    });
                })
                .OrderBy(entry => entry.Numbers.MapAtR ?? double.PositiveInfinity).ThenBy(entry => entry.Label)
                .Select(entry => entry.Numbers),
        ];
    }

    private static double? Defined(Dictionary<string, double> numbers, string id) => numbers.TryGetValue(id, out double value) ? value : null;
}
