using System.Text.Json;
using DeepMetric.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Golden;

/// <summary>The losses over rankings and histograms against the golden cases.</summary>
public sealed class GoldenRankingTests
{
    private static readonly ScalarType[] Types = [ScalarType.Float64, ScalarType.Float32];

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.FastAPLoss", MemberType = typeof(GoldenFile))]
    public void FastAPLoss_equals_the_golden_cases(string id) => GoldenLoss.Check("FastAPLoss", id, golden =>
    {
        (var distance, var reducer, var regularizer, double weight) = GoldenLoss.Components(golden);
        return new FastAPLoss(new() { Bins = (int)GoldenLoss.Param(golden, "num_bins") }, distance, reducer, regularizer, weight) { IgnoredLabel = null };
    });

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.HistogramLoss", MemberType = typeof(GoldenFile))]
    public void HistogramLoss_equals_the_golden_cases(string id) => GoldenLoss.Check("HistogramLoss", id, golden =>
    {
        int bins = BinsOf(golden);
        (var distance, var reducer, var regularizer, double weight) = GoldenLoss.Components(golden);
        return new HistogramLoss(new() { Bins = bins }, distance, reducer, regularizer, weight) { IgnoredLabel = null };
    });

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "loss.PNPLoss", MemberType = typeof(GoldenFile))]
    public void PNPLoss_equals_the_golden_cases(string id) => GoldenLoss.Check("PNPLoss", id, golden =>
    {
        JsonElement p = golden.Json.GetProperty("params");
        var options = new PNPLossOptions
        {
            Variant = Enum.Parse<PNPVariant>(p.GetProperty("variant").GetString()!),
            B = p.GetProperty("b").GetDouble(),
            Alpha = p.GetProperty("alpha").GetDouble(),
            Temperature = p.GetProperty("anneal").GetDouble(),
        };

        // The source takes the mean over queries itself and leaves its reducer nothing to do: that is our mean.
        (var distance, _, var regularizer, double weight) = GoldenLoss.Components(golden);
        return new PNPLoss(options, distance, null, regularizer, weight) { IgnoredLabel = null };
    });

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "paper.SmoothAP", MemberType = typeof(GoldenFile))]
    public void SmoothAP_equals_the_golden_cases(string id) => GoldenFile.Check("paper.SmoothAP", id, golden => Assert.All(Types, type =>
    {
        using var scope = NewDisposeScope();
        EmbeddingBatch batch = GoldenLoss.Batch(golden, type);
        using var loss = new SmoothAPLoss(new() { Temperature = GoldenLoss.Param(golden, "temperature") }) { IgnoredLabel = null };
        LossResult result = loss.Compute(batch);
        GoldenNumbers.AssertScalar(golden, golden.Expected.GetProperty("loss"), result.Value, "loss");
        result.Value.backward();
        if (GoldenCase.FieldOf(golden.Expected, "grad_embeddings") is { } gradient)
        {
            GoldenNumbers.AssertRows(golden, gradient, batch.Embeddings.grad, "grad_embeddings");
        }

        double[] precisions = GoldenCase.Vector(golden.Expected.GetProperty("average_precision_per_query"));
        Tensor terms = loss.ListTerms(batch).Single().Values;
        GoldenNumbers.AssertArray(golden, precisions, 1 - terms, "average_precision_per_query");
    }));

    // The source takes a number of bins, or their width, or both where they agree.
    private static int BinsOf(GoldenCase golden)
    {
        JsonElement p = golden.Json.GetProperty("params");
        int? bins = GoldenCase.FieldOf(p, "n_bins")?.GetInt32();
        double? width = GoldenCase.FieldOf(p, "delta")?.GetDouble();
        int found = bins ?? (width is { } each ? (int)Math.Round(2 / each) : 100);
        return width is null || Math.Abs(width.Value - (2.0 / found)) < 1e-12 ? found : throw new ArgumentException($"Expected a width of 2 / {found}, found {width}.");
    }
}
