using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Statistics;

namespace DeepMetric.Lab.Claims;

/// <summary>Reads the verdict on each claim from the tests of a run.</summary>
internal static class ClaimTester
{
    internal static IReadOnlyList<ClaimVerdict> Judge(ComparisonResults results) => [.. StudyClaims.All.Select(claim => Judge(claim, results))];

    private static ClaimVerdict Judge(StudyClaim claim, ComparisonResults results)
    {
        ClaimPair? pair = ClaimPair.Of(results.Spec);
        if (pair is null || !WasRun(results.Spec, claim.Experiment(paperForm: false)))
        {
            return new ClaimVerdict
            {
                Id = claim.Id,
                Statement = claim.Statement,
                Verdict = Verdict.NotTested,
                DependsOnForm = false,
                Numbers = [],
                Notes = [ClaimNotes.WhyNotTested(claim, pair, results.Dataset)],
            };
        }

        List<ClaimNumber> numbers = NumbersOf(claim, pair, results, paperForm: false);
        Verdict verdict = Decide(claim, numbers, results.Spec);
        Verdict? paper = WasRun(results.Spec, claim.Experiment(paperForm: true))
            ? Decide(claim, NumbersOf(claim, pair, results, paperForm: true), results.Spec)
            : null;
        return new ClaimVerdict
        {
            Id = claim.Id,
            Statement = claim.Statement,
            Verdict = verdict,
            PaperVerdict = paper,
            DependsOnForm = paper is not null && paper != verdict,
            Numbers = numbers,
            Notes = [.. ClaimNotes.Of(claim, pair, numbers, verdict, results)],
        };
    }

    private static bool WasRun(ComparisonSpec spec, string experiment) => spec.Experiments.Any(candidate => candidate.Name == experiment);

    private static Verdict Decide(StudyClaim claim, List<ClaimNumber> numbers, ComparisonSpec spec) =>
        spec.Seeds.Count < SeedCounts.Fewest ? Verdict.TooFewSeeds : VerdictRules.Decide(claim, [.. numbers.Select(number => number.Outcome)]);

    private static List<ClaimNumber> NumbersOf(StudyClaim claim, ClaimPair pair, ComparisonResults results, bool paperForm) =>
    [
        .. from number in claim.Numbers
           let experiment = claim.Experiment(paperForm)
           let comparison = results.Comparison(experiment, number.Metric, pair.Contrastive, pair.Triplet)
           select new ClaimNumber
           {
               Experiment = experiment,
               Metric = number.Metric,
               Predicted = number.Sign,
               Outcome = comparison is null ? NumberOutcome.Undefined : VerdictRules.Outcome(comparison, number.Sign),
           },
    ];
}
