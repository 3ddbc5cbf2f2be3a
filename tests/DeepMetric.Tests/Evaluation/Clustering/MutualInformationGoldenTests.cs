using DeepMetric.Evaluation.Clustering;
using DeepMetric.Tests.Golden;

namespace DeepMetric.Tests.Evaluation.Clustering;

public sealed class MutualInformationGoldenTests
{
    [Fact]
    public void Agrees_on_both_scores() => GoldenFile.CheckAll("clustering.NMI_AMI", golden =>
    {
        if (golden.IsExcepted)
        {
            golden.Except();
        }

        int[] labels = GoldenCase.Integers(golden.Json.GetProperty("labels"));
        int[] clusters = GoldenCase.Integers(golden.Json.GetProperty("cluster_labels"));
        golden.AssertClose(GoldenCase.Number(golden.Expected.GetProperty("NMI")), NormalizedMutualInformation.Of(labels, clusters), "NMI");
        golden.AssertClose(GoldenCase.Number(golden.Expected.GetProperty("AMI")), AdjustedMutualInformation.Of(labels, clusters), "AMI");
    });
}
