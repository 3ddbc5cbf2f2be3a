using System.Text.Json;
using DeepMetric.Distances;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Golden;

/// <summary>Builds our components from their description in a golden case.</summary>
internal static class GoldenComponents
{
    public static Distance Distance(JsonElement component)
    {
        JsonElement p = component.GetProperty("params");
        bool normalize = p.GetProperty("normalize_embeddings").GetBoolean();
        return component.GetProperty("class").GetString() switch
        {
            "LpDistance" => new LpDistance(GoldenCase.Number(p.GetProperty("p")), p.GetProperty("power").GetDouble(), normalize),
            "CosineSimilarity" => new CosineSimilarity((int)p.GetProperty("power").GetDouble()),
            "DotProductSimilarity" => new DotProductSimilarity(normalize, (int)p.GetProperty("power").GetDouble()),
            "SNRDistance" => new SignalToNoiseDistance(normalize, p.GetProperty("power").GetDouble()),
            string other => throw new InvalidOperationException($"no distance {other}"),
            null => throw new InvalidOperationException("a distance without a class"),
        };
    }

    public static Reducer Reducer(JsonElement component)
    {
        JsonElement p = component.GetProperty("params");
        return component.GetProperty("class").GetString() switch
        {
            "MeanReducer" => new MeanReducer(),
            "SumReducer" or "DoNothingReducer" => new SumReducer(),
            "AvgNonZeroReducer" => new NonZeroMeanReducer(),
            "DivisorReducer" => new DivisorReducer(),
            "ThresholdReducer" => new ThresholdReducer(GoldenCase.FieldOf(p, "low")?.GetDouble(), GoldenCase.FieldOf(p, "high")?.GetDouble()),
            "ClassWeightedReducer" => new ClassWeightedReducer(GoldenCase.Vector(p.GetProperty("weights"))),
            "PerAnchorReducer" => new PerAnchorReducer(Reducer(p.GetProperty("reducer"))),
            "MultipleReducers" => new MultipleReducers(
                p.GetProperty("reducers").EnumerateObject().ToDictionary(entry => OurPart(entry.Name), entry => Reducer(entry.Value)),
                Reducer(p.GetProperty("default_reducer"))),
            string other => throw new InvalidOperationException($"no reducer {other}"),
            null => throw new InvalidOperationException("a reducer without a class"),
        };
    }

    public static string OurPart(string name) => name switch
    {
        "pos_loss" => "positive",
        "neg_loss" => "negative",
        "embedding_reg_loss" => "regularization",
        "weight_reg_loss" => "weight_regularization",
        "margin_loss" => "margin",
        "beta_reg_loss" => "beta",
        "invariance_loss" => "invariance",
        "variance_loss1" => "variance1",
        "variance_loss2" => "variance2",
        "covariance_loss" => "covariance",
        _ => name,
    };

    public static Regularizer? Regularizer(JsonElement? component)
    {
        if (component is not { } given)
        {
            return null;
        }

        JsonElement p = given.GetProperty("params");
        Reducer? reducer = GoldenCase.FieldOf(given, "reducer") is { } named ? Reducer(named) : null;
        Distance? distance = GoldenCase.FieldOf(given, "distance") is { } measure ? Distance(measure) : null;
        return given.GetProperty("class").GetString() switch
        {
            "LpRegularizer" => new LpRegularizer(p.GetProperty("p").GetDouble(), p.GetProperty("power").GetDouble(), reducer),
            "CenterInvariantRegularizer" => new CenterInvariantRegularizer(distance is LpDistance { P: var norm } ? norm : 2, reducer),
            "RegularFaceRegularizer" => new RegularFaceRegularizer(distance, reducer),
            "SparseCentersRegularizer" => new SparseCentersRegularizer(p.GetProperty("num_classes").GetInt32(), p.GetProperty("centers_per_class").GetInt32(), reducer),
            "ZeroMeanRegularizer" => new ZeroMeanRegularizer(reducer),
            string other => throw new InvalidOperationException($"no regularizer {other}"),
            null => throw new InvalidOperationException("a regularizer without a class"),
        };
    }

    public static IndexTuples? Tuples(JsonElement? tuples)
    {
        if (tuples is not { } given)
        {
            return null;
        }

        int[][] lists = [.. given.EnumerateArray().Select(GoldenCase.Integers)];
        return lists.Length == 3 ? new Triplets(lists[0], lists[1], lists[2]) : new Pairs(lists[0], lists[1], lists[2], lists[3]);
    }

    public static Tensor Embeddings(JsonElement rows, ScalarType type)
    {
        double[][] matrix = GoldenCase.Matrix(rows);
        double[,] dense = new double[matrix.Length, matrix[0].Length];
        for (int i = 0; i < matrix.Length; i++)
        {
            for (int j = 0; j < matrix[i].Length; j++)
            {
                dense[i, j] = matrix[i][j];
            }
        }

        using Tensor wide = tensor(dense);
        return wide.to(type).requires_grad_();
    }

    public static Tensor? Labels(JsonElement? labels) =>
        labels is { } given ? tensor(GoldenCase.Integers(given).Select(label => (long)label).ToArray()) : null;
}
