using System.Text.Json;
using DeepMetric.Lab.Statistics;
using DeepMetric.Lab.Store;

namespace DeepMetric.Lab.Tests.Statistics;

public sealed class ResultsRoundTripTests
{
    private static readonly double[] First = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    private static readonly double[] Second = [2, 2.5, 3, 5, 7, 6.5, 8, 8, 9.5, 12];

    public static TheoryData<object> Results =>
    [
        PermutationTest.Of(First, Second), PermutationTest.Of([1], [2]), EquivalenceTest.Of(First, Second, 1), EquivalenceTest.Of([], [], 1), EffectSize.Of(First, Second)!,
        CorrectedResampledT.Of(First, Second, 0.1), CorrectedResampledT.Of([1, 2, 3], [2, 3, 4], 0.1), FriedmanTest.Of([First, Second]), FriedmanTest.Of([[1, 1, 1], [2, 2, 2]]),
        FriedmanTest.Of([[1, 2, 3], [1, 2, 3]]), NemenyiDifference.Of([1, 2, 3.5], 10), ClusterBootstrap.Of(First), new ClusterBootstrapOptions { Method = BootstrapMethod.BiasCorrectedAccelerated },
    ];

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Results))]
    public void Every_result_goes_through_JSON(object result)
    {
        string json = JsonSerializer.Serialize(result, LabJson.Line);
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize(json, result.GetType(), LabJson.Line), LabJson.Line));
    }
}
