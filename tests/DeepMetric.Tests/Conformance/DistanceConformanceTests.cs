using DeepMetric.Distances;
using DeepMetric.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Conformance;

public sealed class DistanceConformanceTests
{
    private static readonly Distance[] All =
    [
        new LpDistance(), new LpDistance(power: 2), new LpDistance(normalize: false), new LpDistance(p: 1), new LpDistance(p: 3, normalize: false),
        new CosineSimilarity(), new DotProductSimilarity(), new DotProductSimilarity(normalize: true), new SignalToNoiseDistance(), new SignalToNoiseDistance(normalize: false),
    ];

    public static TheoryData<int> Distances => [.. Enumerable.Range(0, All.Length)];

    [Theory]
    [MemberData(nameof(Distances))]
    public void A_distance_keeps_every_law(int index) => Assert.True(DistanceConformance.Check(All[index]).Passed);

    [Fact]
    public void Every_distance_of_the_library_is_checked() => Assert.Equal(
        typeof(Distance).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(Distance)) && !type.IsAbstract).Select(type => type.Name).Order(),
        All.Select(distance => distance.GetType().Name).Distinct().Order());

    [Theory]
    [InlineData("wrong-direction", "direction")]
    [InlineData("not-symmetric", "symmetry")]
    [InlineData("not-scaled", "scale")]
    [InlineData("not-zero", "self")]
    [InlineData("wide", "type")]
    [InlineData("whole", "pairs")]
    [InlineData("infinite", "gradient")]
    public void What_is_wrong_with_a_distance_is_found(string fault, string law)
    {
        ConformanceException broken = Assert.Throws<ConformanceException>(() => DistanceConformance.Check(new Faulty(fault)));
        Assert.Contains(law, broken.Report.Laws.Where(outcome => outcome.Status == LawStatus.Failed).Select(outcome => outcome.Id));
        Assert.Contains("FAILED", broken.Message, StringComparison.Ordinal);
    }

    private sealed class Faulty(string fault) : Distance(normalize: fault == "not-scaled", isSimilarity: fault == "wrong-direction", isSymmetric: true)
    {
        protected override Tensor Prepare(Tensor embeddings) => embeddings.alias();

        protected override Tensor ComputeMatrix(Tensor query, Tensor reference)
        {
            Tensor difference = query.unsqueeze(1) - reference.unsqueeze(0);
            Tensor distances = (difference * difference).sum(2);
            return fault switch
            {
                "not-symmetric" => distances * query.norm(1, keepdim: true, p: 2f),
                "not-zero" => distances + 1,
                "wide" => distances.to(ScalarType.Float64),
                "whole" => distances / distances.max().clamp_min(1e-9),
                "infinite" => distances.sqrt(),
                _ => distances,
            };
        }
    }
}
