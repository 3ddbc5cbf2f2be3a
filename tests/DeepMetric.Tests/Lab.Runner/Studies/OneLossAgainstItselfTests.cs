using DeepMetric.Lab.Claims;
using DeepMetric.Lab.Runner.Studies;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Studies;

namespace DeepMetric.Tests.Lab.Runner.Studies;

/// <summary>Real trainings of one loss, compared with other seeds of itself: every verdict that something differs is false.</summary>
public sealed class OneLossAgainstItselfTests(ITestOutputHelper output) : IDisposable
{
    private const int Studies = 50;
    private const int Seeds = 3;

    private readonly string _root = Directory.CreateTempSubdirectory("deepmetric-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    // 300 trainings on 60 digits. At 6 % false verdicts 3 of 50 studies are expected; seeds are fixed, so that the count is the same each time.
    // The second arm is called triplet loss, so that claims are tested too; it is contrastive loss with other seeds.
    [Fact]
    public void At_most_3_of_50_studies_come_to_a_false_verdict()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("DEEPMETRIC_NULL_STUDIES") == "1", "DEEPMETRIC_NULL_STUDIES=1 runs this: 300 trainings take more than a minute.");
        CancellationToken stop = TestContext.Current.CancellationToken;
        StudyLayout layout = SmallStudy.Begin(Path.Combine(_root, "seeds"), SmallStudy.File with { Seeds = 2 * Seeds * Studies });
        StudySpec all = layout.ReadSpec();
        StudyItems items = SmallStudy.Items();
        Dictionary<int, UnitResult> results = StudyPlan.Of(all, _ => null).Runs
            .Where(run => run is { Role: RunRole.Final, Arm: "contrastive" })
            .ToDictionary(run => run.Seed, run => new StudyUnit(layout, run.UnitId, run.Unit, items).Run((_, _) => { }, () => true, stop)!.Result!);

        StudySpec spec = SmallStudy.Resolve(SmallStudy.File with { Seeds = Seeds });
        ResolvedDataset dataset = spec.Datasets[0];
        int wrong = 0;
        int significant = 0;
        var p = new List<double>();
        for (int study = 0; study < Studies; study++)
        {
            UnitResult Of(string arm, int seed) => results[(2 * Seeds * study) + (arm == "triplet" ? Seeds : 0) + seed] with { Key = new UnitKey(ExperimentSpec.Main, arm, seed) };
            UnitResult[] units = [.. from arm in dataset.Run.Arms from seed in dataset.Run.Seeds select Of(arm.Name, seed)];
            ComparisonResults comparison = Assert.Single(ComparisonAnalysis.AnalyzeTogether([new ComparisonData(dataset.Run, dataset.Facts, units, [])]));
            bool any = comparison.Comparisons.Any(test => test.Significant);
            bool verdict = comparison.Claims.Any(claim => claim.Verdict is not (Verdict.NoDifferenceShown or Verdict.NotTested))
                || comparison.Comparisons.Any(test => TableMarks.BetterOf(test) is not null);
            p.AddRange(comparison.Comparisons.Select(test => test.P).OfType<double>());
            significant += any ? 1 : 0;
            wrong += verdict ? 1 : 0;
        }

        output.WriteLine(FormattableString.Invariant($"{wrong} of {Studies} studies came to a false verdict, {significant} to a significant number; {100.0 * p.Count(value => value < 0.05) / p.Count:0.0} % of {p.Count} uncorrected p-values are below 0.05."));

        // Uncorrected, numbers of real trainings with other seeds differ about as often as they should: the tests see variation, and not more of it than there is.
        Assert.InRange(p.Count(value => value < 0.05) / (double)p.Count, 0.02, 0.08);
        Assert.True(wrong <= 3, $"{wrong} of {Studies} studies came to a false verdict.");
    }
}
