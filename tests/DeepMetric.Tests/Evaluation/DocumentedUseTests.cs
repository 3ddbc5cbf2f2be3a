using DeepMetric.Distances;
using DeepMetric.Evaluation;
using DeepMetric.Evaluation.Matching;
using DeepMetric.Evaluation.Verification;
using DeepMetric.Sampling;

namespace DeepMetric.Tests.Evaluation;

/// <summary>The program in docs/embed-and-evaluate.md, and that it is the one that runs here.</summary>
public sealed class DocumentedUseTests
{
    private const string Region = "#region evaluate-embeddings\n";

    [Fact]
    public void The_documented_program_runs_and_judges_well_separated_classes_well()
    {
        (float[] values, int[] labels) = Clusters(1);
        (float[] otherValues, int[] otherLabels) = Clusters(2);
        const int dimension = 4;
        var others = new RetrievalQuery(EmbeddingTable.FromFloats(otherValues, dimension), otherLabels) { UnknownLabel = -1 };
#pragma warning disable xUnit1051 // A reader has no test to stop.
        #region evaluate-embeddings
        var table = EmbeddingTable.FromFloats(values, dimension);                      // [n, d]
        var search = new RetrievalQuery(table, labels) { UnknownLabel = -1 };          // each item searches all others
        RetrievalResult found = Retrieval.Evaluate(search with { CutOffs = [1, 10, 100], KeepsQueries = true });
        PairVerificationResult pairs = PairVerification.Evaluate(search, new CosineSimilarity());
        MatchFinder finder = MatchFinder.Choose(search, ThresholdCriterion.F1);        // a threshold, chosen here
        MatchQuality quality = finder.Evaluate(others);                                // and judged elsewhere
        #endregion
#pragma warning restore xUnit1051
        Assert.Equal((190, 10, 190), (found.QueryCount, found.UnknownCount, found.PerQuery.Count));
        Assert.InRange(found.Overall.RecallAt(1), 0.95, 1);
        Assert.InRange(pairs.RocAuc, 0.95, 1);
        Assert.True(pairs.IsSimilarity);
        Assert.InRange(quality.F1, 0.9, 1);
    }

    [Fact]
    public void The_documentation_shows_this_very_program()
    {
        string? root = AppContext.BaseDirectory;
        while (root is not null && !File.Exists(Path.Combine(root, "DeepMetric.slnx")))
        {
            root = Path.GetDirectoryName(root);
        }

        string test = File.ReadAllText(Path.Combine(root!, "tests/DeepMetric.Tests/Evaluation/DocumentedUseTests.cs"));
        string documentation = File.ReadAllText(Path.Combine(root!, "docs/embed-and-evaluate.md"));
        int start = test.LastIndexOf(Region, StringComparison.Ordinal) + Region.Length;
        string program = string.Join('\n', test[start..test.IndexOf("#endregion", start, StringComparison.Ordinal)].Trim().Split('\n').Select(line => line.Trim()));
        Assert.NotEmpty(program);
        Assert.Contains($"```csharp\n{program}\n```", documentation, StringComparison.Ordinal);
    }

    /// <summary>Five classes of 38 items around points of the unit sphere, and 10 items of no known class.</summary>
    private static (float[] Values, int[] Labels) Clusters(ulong seed)
    {
        var random = new SeededRandom(seed);
        int[] labels = [.. Enumerable.Range(0, 200).Select(i => i < 190 ? i % 5 : -1)];
        return ([.. labels.SelectMany(label => Enumerable.Range(0, 4).Select(j => (float)((label == j ? 1 : label == 4 ? -1 : 0) + (0.1 * random.NextGaussian()))))], labels);
    }
}
