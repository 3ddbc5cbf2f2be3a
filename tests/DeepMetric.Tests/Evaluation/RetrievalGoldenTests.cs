using System.Text.Json;
using DeepMetric.Evaluation;
using DeepMetric.Evaluation.Clustering;
using DeepMetric.Tests.Golden;

namespace DeepMetric.Tests.Evaluation;

public sealed class RetrievalGoldenTests
{
    private static readonly Dictionary<string, Func<RetrievalMetrics, double>> Metrics = new()
    {
        ["mean_average_precision"] = metrics => metrics.MeanAveragePrecision,
        ["mean_average_precision_at_r"] = metrics => metrics.MeanAveragePrecisionAtR,
        ["mean_reciprocal_rank"] = metrics => metrics.MeanReciprocalRank,
        ["precision_at_1"] = metrics => metrics.PrecisionAt(1),
        ["r_precision"] = metrics => metrics.RPrecision,
    };

    private static readonly Dictionary<string, Func<int[], int[], double>> ClusterScores = new()
    {
        ["AMI"] = AdjustedMutualInformation.Of,
        ["NMI"] = NormalizedMutualInformation.Of,
    };

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "accuracy.AccuracyCalculator", MemberType = typeof(GoldenFile))]
    public void Agrees_on_every_run(string id) => GoldenFile.Check("accuracy.AccuracyCalculator", id, golden =>
    {
        foreach (JsonElement run in golden.Json.GetProperty("runs").EnumerateArray())
        {
            JsonElement parameters = run.GetProperty("params");
            JsonElement expected = run.GetProperty("expected");
            if (!expected.TryGetProperty("throws", out _))
            {
                CheckRun(golden, run, parameters, expected.GetProperty("metrics"));
            }
            else if (CanBeAsked(parameters))
            {
                Assert.ThrowsAny<Exception>(() => Evaluate(golden, run, parameters));
            }
        }
    });

    /// <summary>Whether the refused question has a form here at all.</summary>
    /// <remarks>
    /// Both averages exclude each other there because a call returns one of them; here a result holds both. Scores of clusters take labels alone here, so they
    /// can't be asked for with a comparison of labels.
    /// </remarks>
    private static bool CanBeAsked(JsonElement parameters) =>
        !(Flag(parameters, "avg_of_avgs") && Flag(parameters, "return_per_class"))
        && !(GoldenCase.FieldOf(parameters, "label_comparison_fn") is not null && Names(parameters, "include").Any(ClusterScores.ContainsKey));

    private static void CheckRun(GoldenCase golden, JsonElement run, JsonElement parameters, JsonElement metrics)
    {
        RetrievalResult result = Evaluate(golden, run, parameters);
        Assert.Equal(Included(parameters, golden.Field("cluster_labels") is not null).Order(), metrics.EnumerateObject().Select(entry => entry.Name).Order());
        foreach (JsonProperty metric in metrics.EnumerateObject())
        {
            string what = $"{parameters.GetRawText()} {metric.Name}";
            if (ClusterScores.TryGetValue(metric.Name, out Func<int[], int[], double>? score))
            {
                int[] labels = Number(Rows(golden.Json.GetProperty("query_labels")));
                golden.AssertClose(GoldenCase.Number(metric.Value), score(labels, GoldenCase.Integers(golden.Json.GetProperty("cluster_labels"))), what);
            }
            else if (Flag(parameters, "return_per_class"))
            {
                double[] values = [.. result.PerClass.Select(entry => Metrics[metric.Name](entry.Metrics))];
                double[] wanted = GoldenCase.Vector(metric.Value);

                // With every label lone there is a NaN for each of them there, and no class here.
                golden.AssertClose(wanted.All(double.IsNaN) && values.Length == 0 ? [] : wanted, values, what);
            }
            else
            {
                RetrievalMetrics average = Flag(parameters, "avg_of_avgs") ? result.ClassAverage : result.Overall;
                golden.AssertClose(GoldenCase.Number(metric.Value), Metrics[metric.Name](average), what);
            }
        }
    }

    private static RetrievalResult Evaluate(GoldenCase golden, JsonElement run, JsonElement parameters)
    {
        Assert.NotEmpty(Included(parameters, golden.Field("cluster_labels") is not null));
        EmbeddingTable queries = EmbeddingTable.FromRows(GoldenCase.Matrix(golden.Json.GetProperty("query")));
        double[][] queryLabels = Rows(golden.Json.GetProperty("query_labels"));
        bool isSelf = golden.Field("reference") is null;
        double[][] referenceLabels = isSelf ? queryLabels : Rows(golden.Json.GetProperty("reference_labels"));
        EmbeddingTable reference = isSelf ? queries : EmbeddingTable.FromRows(GoldenCase.Matrix(golden.Json.GetProperty("reference")));
        int[] numbers = Number([.. queryLabels, .. referenceLabels]);
        Func<double[], double[], bool>? areEqual = Comparison(GoldenCase.FieldOf(parameters, "label_comparison_fn")?.GetString());
        return Retrieval.Evaluate(new RetrievalQuery(queries, numbers[..queryLabels.Length], reference, numbers[queryLabels.Length..])
        {
            ReferenceIncludesQueries = isSelf || Flag(run, "ref_includes_query") || Flag(golden.Json, "ref_includes_query"),
            Depth = Depth(GoldenCase.FieldOf(parameters, "k")),
            Relevance = areEqual is null ? null : (query, item) => areEqual(queryLabels[query], referenceLabels[item]),
            AssumesReflexiveRelevance = true,
        });
    }

    private static IEnumerable<string> Included(JsonElement parameters, bool hasClusters)
    {
        string[] all = [.. Metrics.Keys, .. ClusterScores.Keys];
        string[] included = Names(parameters, "include") is { Length: > 0 } names ? names : hasClusters ? all : [.. Metrics.Keys];
        string[] excluded = Names(parameters, "exclude");
        string? unknown = included.Concat(excluded).FirstOrDefault(name => !all.Contains(name));
        return unknown is null ? included.Except(excluded) : throw new ArgumentException($"Expected one of {string.Join(", ", all)}; found {unknown}.");
    }

    private static string[] Names(JsonElement parameters, string field) =>
        GoldenCase.FieldOf(parameters, field) is { } names ? [.. names.EnumerateArray().Select(name => name.GetString()!)] : [];

    private static RetrievalDepth Depth(JsonElement? k) => k switch
    {
        null => RetrievalDepth.Full,
        { ValueKind: JsonValueKind.String } text => text.GetString() == "max_bin_count" ? RetrievalDepth.LargestClass : throw new ArgumentException($"k: {text}"),
        { } number => RetrievalDepth.Nearest(number.GetInt32()),
    };

    private static Func<double[], double[], bool>? Comparison(string? words) => words switch
    {
        null => null,
        "same_col0_and_different_col1" => (a, b) => a[0].Equals(b[0]) && !a[1].Equals(b[1]),

        // The labels are compared as float there; a difference that only double can tell from 1 would decide otherwise.
        "abs_difference_below_1" => (a, b) => Math.Abs((float)a[0] - (float)b[0]) < 1,
        _ => throw new NotSupportedException($"No such comparison of labels: {words}"),
    };

    private static bool Flag(JsonElement parent, string name) => GoldenCase.FieldOf(parent, name)?.GetBoolean() ?? false;

    private static double[][] Rows(JsonElement labels) =>
        [.. labels.EnumerateArray().Select(label => label.ValueKind == JsonValueKind.Array ? GoldenCase.Vector(label) : [GoldenCase.Number(label)])];

    /// <summary>Numbers labels by their order, column by column.</summary>
    private static int[] Number(double[][] labels)
    {
        var order = Comparer<double[]>.Create((a, b) => a.Zip(b, (x, y) => x.CompareTo(y)).FirstOrDefault(sign => sign != 0));
        double[][] sorted = [.. new SortedSet<double[]>(labels, order)];
        return [.. labels.Select(label => Array.BinarySearch(sorted, label, order))];
    }
}
