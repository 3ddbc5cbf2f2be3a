using DeepMetric.Evaluation.Clustering;
using DeepMetric.Tests.Golden;

namespace DeepMetric.Tests.Evaluation.Clustering;

public sealed class MutualInformationGoldenTests
{
    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "clustering.NMI_AMI", MemberType = typeof(GoldenFile))]
    public void Agrees_on_both_scores(string id) => GoldenFile.Check("clustering.NMI_AMI", id, golden =>
    {
        int[] labels = GoldenCase.Integers(golden.Json.GetProperty("labels"));
        int[] clusters = GoldenCase.Integers(golden.Json.GetProperty("cluster_labels"));
        golden.AssertClose(GoldenCase.Number(golden.Expected.GetProperty("NMI")), NormalizedMutualInformation.Of(labels, clusters), "NMI");
        golden.AssertClose(GoldenCase.Number(golden.Expected.GetProperty("AMI")), AdjustedMutualInformation.Of(labels, clusters), "AMI");
    });
}
