using System.Text.Json;
using DeepMetric.Reducers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Golden;

/// <summary>The reducers against PyTorch Metric Learning.</summary>
public sealed class GoldenReducerTests
{
    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "reducer.AvgNonZeroReducer", MemberType = typeof(GoldenFile))]
    public void NonZeroMeanReducer_equals_the_golden_cases(string id) => Check("AvgNonZeroReducer", id);

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "reducer.ClassWeightedReducer", MemberType = typeof(GoldenFile))]
    public void ClassWeightedReducer_equals_the_golden_cases(string id) => Check("ClassWeightedReducer", id);

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "reducer.DivisorReducer", MemberType = typeof(GoldenFile))]
    public void DivisorReducer_equals_the_golden_cases(string id) => Check("DivisorReducer", id);

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "reducer.DoNothingReducer", MemberType = typeof(GoldenFile))]
    public void NoneReducer_keeps_the_golden_terms(string id) => GoldenFile.Check("reducer.DoNothingReducer", id, golden =>
    {
        using var scope = NewDisposeScope();
        var reducer = new NoneReducer();
        EmbeddingBatch batch = GoldenLoss.Batch(golden, ScalarType.Float64);
        foreach ((string name, LossTerms terms, Tensor values) in Parts(golden, ScalarType.Float64))
        {
            Assert.True(reducer.Keeps(terms));
            double[] expected = [.. GoldenNumbers.Numbers(golden.Expected.GetProperty("loss_dict").GetProperty(name).GetProperty("losses"))];
            double[] found = [.. values.detach().reshape(-1).data<double>()];
            golden.AssertClose(values.numel() == 0 && expected.Length == 1 ? [] : expected, found, name);
            Assert.Equal(found.Sum(), reducer.Reduce(terms, batch).ToDouble(), 1e-12);
        }
    });

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "reducer.MeanReducer", MemberType = typeof(GoldenFile))]
    public void MeanReducer_equals_the_golden_cases(string id) => Check("MeanReducer", id);

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "reducer.MultipleReducers", MemberType = typeof(GoldenFile))]
    public void MultipleReducers_equals_the_golden_cases(string id) => Check("MultipleReducers", id);

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "reducer.PerAnchorReducer", MemberType = typeof(GoldenFile))]
    public void PerAnchorReducer_equals_the_golden_cases(string id) => Check("PerAnchorReducer", id);

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "reducer.SumReducer", MemberType = typeof(GoldenFile))]
    public void SumReducer_equals_the_golden_cases(string id) => Check("SumReducer", id);

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "reducer.ThresholdReducer", MemberType = typeof(GoldenFile))]
    public void ThresholdReducer_equals_the_golden_cases(string id) => Check("ThresholdReducer", id);

    private static void Check(string name, string id) => GoldenFile.Check($"reducer.{name}", id, golden =>
    {
        GoldenDifferences.SkipIfExcepted(golden);
        foreach (ScalarType type in (ScalarType[])[ScalarType.Float64, ScalarType.Float32])
        {
            using var scope = NewDisposeScope();
            EmbeddingBatch batch = GoldenLoss.Batch(golden, type);
            (string Name, LossTerms Terms, Tensor Values)[] parts = [.. Parts(golden, type)];
            Tensor Reduce()
            {
                Reducer reducer = GoldenComponents.Reducer(golden.Json);
                return parts.Select(part => reducer.Reduce(part.Terms, batch)).Aggregate((sum, value) => sum + value);
            }

            if (golden.Expected.TryGetProperty("throws", out _))
            {
                Assert.ThrowsAny<Exception>(Reduce);
                continue;
            }

            Tensor loss = Reduce();
            GoldenNumbers.AssertScalar(golden, golden.Expected.GetProperty("loss"), loss, "loss");
            loss.backward();
            foreach ((string part, _, Tensor values) in parts)
            {
                if (GoldenCase.FieldOf(golden.Expected.GetProperty("grad_losses"), part) is { } gradient && GoldenNumbers.Numbers(gradient).Any())
                {
                    GoldenNumbers.AssertTensor(golden, gradient, values.grad, $"gradient of {part}");
                }
                else
                {
                    Assert.True(values.grad is null || values.numel() == 0 || values.grad.abs().max().ToDouble() == 0, $"{part} has a gradient");
                }
            }

            if (golden.Expected.GetProperty("grad_reaches_embeddings").GetBoolean())
            {
                Assert.NotNull(batch.Embeddings.grad);
                Assert.Equal(0, batch.Embeddings.grad.abs().max().ToDouble());
            }
        }
    });

    /// <summary>The parts of the loss; the number 0, which stands for no loss, is a part without terms.</summary>
    private static IEnumerable<(string Name, LossTerms Terms, Tensor Values)> Parts(GoldenCase golden, ScalarType type)
    {
        foreach (JsonProperty part in golden.Json.GetProperty("loss_dict").EnumerateObject())
        {
            JsonElement losses = part.Value.GetProperty("losses");
            string name = GoldenComponents.OurPart(part.Name);
            bool none = losses.ValueKind == JsonValueKind.Number && losses.GetDouble() == 0;
            Tensor values = none || (losses.ValueKind == JsonValueKind.Array && losses.GetArrayLength() == 0)
                ? zeros(0, type).requires_grad_()
                : GoldenNumbers.ToTensor(losses, type).requires_grad_();
            if (losses.ValueKind == JsonValueKind.Number && !none)
            {
                yield return (part.Name, new LossTerms.Reduced(name, values), values);
                continue;
            }

            JsonElement? indices = GoldenCase.FieldOf(part.Value, "indices");
            bool nested = indices is { } given && given.GetArrayLength() > 0 && given[0].ValueKind == JsonValueKind.Array;
            int[][] places = indices is null ? [[]] : nested ? [.. indices.Value.EnumerateArray().Select(GoldenCase.Integers)] : [GoldenCase.Integers(indices.Value)];
            yield return (part.Name, new LossTerms.Listed(name, values, places[0], places[1..]) { Divisor = GoldenCase.FieldOf(part.Value, "divisor")?.GetDouble() }, values);
        }
    }
}
