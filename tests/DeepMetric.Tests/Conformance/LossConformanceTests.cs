using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Reducers;
using DeepMetric.Testing;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Conformance;

/// <summary>The suite finds each fault that it is there for, and reports what a trait excepts.</summary>
public sealed class LossConformanceTests
{
    [Theory]
    [InlineData("first-item", "batch-order")]
    [InlineData("not-finite", "degenerate")]
    [InlineData("detached", "gradient")]
    [InlineData("wide", "type")]
    [InlineData("leak", "leaks")]
    [InlineData("label-free", "labels")]
    [InlineData("unknown", "unknown-items")]
    public void What_is_wrong_with_a_loss_is_found(string fault, string law)
    {
        Assert.True(LossConformance.Check((_, _) => new Sketch("")).Passed);
        ConformanceException broken = Assert.Throws<ConformanceException>(() => LossConformance.Check((_, _) => new Sketch(fault), new() { LeakCalls = 20 }));
        Assert.Contains(law, broken.Report.Laws.Where(outcome => outcome.Status == LawStatus.Failed).Select(outcome => outcome.Id));
    }

    [Fact]
    public void An_option_that_is_lost_on_the_way_through_JSON_is_found()
    {
        LawOutcome outcome = LossConformance.Examine(LossLaw.Options, (_, _) => new Forgetful());
        Assert.Equal(LawStatus.Failed, outcome.Status);
    }

    [Theory]
    [InlineData(LossTraits.OrderDependent, "first-item", "batch-order")]
    [InlineData(LossTraits.StopsGradient, "detached", "gradient")]
    [InlineData(LossTraits.LabelFree, "label-free", "labels")]
    public void A_trait_excepts_its_law_and_the_report_says_so(LossTraits traits, string fault, string law)
    {
        ConformanceReport report = LossConformance.Examine((_, _) => new Sketch(fault, traits), new() { LeakCalls = 20 });
        LawOutcome outcome = report.Laws.Single(candidate => candidate.Id == law);
        Assert.Equal((LawStatus.NotApplicable, $"Sketch declares {traits}."), (outcome.Status, outcome.Message));
        Assert.Contains("not applicable", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_law_that_does_not_concern_a_loss_is_said_to()
    {
        ConformanceReport report = LossConformance.Check((_, _) => new Sketch(""), new() { LeakCalls = 20 });
        Assert.Equal("Sketch does not take anchors in parts.", report.Laws.Single(law => law.Id == "parts").Message);
        Assert.Equal("Sketch has no property Options.", report.Laws.Single(law => law.Id == "options").Message);
        LawOutcome unknown = LossConformance.Examine(LossLaw.UnknownItems, (_, _) => new Sketch("") { IgnoredLabel = null });
        Assert.Equal(LawStatus.NotApplicable, unknown.Status);
    }

    [Fact]
    public void Parts_are_compared_where_a_loss_has_them() =>
        Assert.Equal(LawStatus.Passed, LossConformance.Examine(LossLaw.Parts, (_, _) => new SupConLoss()).Status);

    /// <summary>The sum of the squared distances of positive pairs, less those of negative ones, with a fault.</summary>
    private sealed class Sketch(string fault, LossTraits traits = LossTraits.None) : MetricLoss(new LpDistance(power: 2), new SumReducer(), null, 1)
    {
        private static readonly List<Tensor> Kept = [];

        public override LossTraits Traits => traits;

        protected override LossOutput ComputeTerms(LossInput input)
        {
            EmbeddingBatch batch = input.Batch;
            Pairs pairs = Pairs.All(batch.Labels!, ignoredLabel: fault == "unknown" ? null : input.IgnoredLabel);
            Tensor distances = fault == "detached" ? input.Distances * input.Distances.detach() : input.Distances;
            Tensor Gather(int[] rows, int[] columns) => distances[tensor(rows.Select(i => (long)i).ToArray()), tensor(columns.Select(i => (long)i).ToArray())];
            Tensor negatives = pairs.Negatives.Length == 0 ? (distances * 0).sum() : Gather(pairs.NegativeAnchors, pairs.Negatives).sum();
            Tensor value = pairs.Positives.Length == 0 ? (distances * 0).sum() : Gather(pairs.PositiveAnchors, pairs.Positives).sum();
            value = fault == "label-free" ? distances.sum() : value - negatives;
            value = fault switch
            {
                "first-item" => value + distances[0].sum(),
                "not-finite" => value / distances.sum(),
                "wide" => value.to(ScalarType.Float64),
                _ => value,
            };
            if (fault == "leak")
            {
                Kept.Add(value.detach().clone().DetachFromDisposeScope());
            }

            var telemetry = new LossTelemetry
            {
                Unit = TermUnit.Pair,
                ValidTerms = 1,
                ActiveTerms = 1,
                ActiveTermsAboveEpsilon = 1,
                SumOfTerms = value.ToDouble(),
                MeanPositiveDistance = null,
                MeanNegativeDistance = null,
                ActiveSamples = [.. Enumerable.Repeat(true, batch.Count)],
            };
            return new LossOutput([new LossTerms.Reduced("sketch", value)], telemetry);
        }
    }

    private sealed record ForgetfulOptions
    {
        internal double Hidden { get; init; } = 1;
    }

    private sealed class Forgetful() : MetricLoss(new LpDistance(), new MeanReducer(), null, 1)
    {
        public ForgetfulOptions Options { get; } = new() { Hidden = 2 };

        protected override LossOutput ComputeTerms(LossInput input) => throw new NotSupportedException();
    }
}
