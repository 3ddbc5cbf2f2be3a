using CsCheck;
using DeepMetric.Losses;
using DeepMetric.Testing;
using TorchSharp;
using static TorchSharp.torch;
using Suite = DeepMetric.Testing.LossConformance;

namespace DeepMetric.Tests.Losses;

/// <summary>The laws of losses as tests; a loss's test class inherits all of them.</summary>
public abstract class LossConformance
{
    /// <summary>Batches of 2 to 14 items in 1 to 4 classes, in 2 to 6 dimensions.</summary>
    protected static readonly Gen<(double[,] Embeddings, long[] Labels)> Batches =
        from n in Gen.Int[2, 14]
        from d in Gen.Int[2, 6]
        from classes in Gen.Int[1, 4]
        from values in Gen.Double.Unit.Select(unit => (2 * unit) - 1).Array[n * d]
        from labels in Gen.Long[0, classes - 1].Array[n]
        select (Shape(values, n, d), labels);

    /// <summary>The loss with different options.</summary>
    protected abstract IReadOnlyList<MetricLoss> Variants { get; }

    /// <summary>The variants for embeddings of a size; a loss that learns weights has others for each.</summary>
    protected virtual IReadOnlyList<MetricLoss> VariantsFor(long dimensions) => Variants;

    [Fact]
    public void The_order_of_a_batch_is_irrelevant() => Holds(LossLaw.BatchOrder);

    [Fact]
    public void The_gradient_equals_finite_differences() => Holds(LossLaw.Gradient);

    [Fact]
    public void A_degenerate_batch_gives_a_finite_value_and_a_finite_gradient() => Holds(LossLaw.Degenerate);

    [Fact]
    public void The_type_is_kept() => Holds(LossLaw.Type);

    [Fact]
    public void No_tensor_is_leaked() => Holds(LossLaw.Leaks);

    [Fact]
    public void Options_can_be_written_and_read() => Holds(LossLaw.Options);

    [Fact]
    public void Other_labels_give_another_loss() => Holds(LossLaw.Labels);

    [Fact]
    public void Anchors_in_parts_give_the_value_and_the_gradient_of_all_at_once() => Holds(LossLaw.Parts);

    [Fact]
    public void Items_of_no_known_class_change_nothing() => Holds(LossLaw.UnknownItems);

    protected static Tensor Random(int n, int d, int seed)
    {
        var random = new DeepMetric.Sampling.SeededRandom((ulong)seed);
        return tensor(Enumerable.Range(0, n * d).Select(_ => random.NextGaussian()).ToArray(), [n, d]);
    }

    protected static double Value(MetricLoss loss, Tensor x, Tensor y)
    {
        using LossResult result = loss.Compute(x, y);
        return result.Value.ToDouble();
    }

    private void Holds(LossLaw law)
    {
        // The catalogue's test makes a thousand calls of each loss; the variants of one differ in nothing that could leak.
        var options = new LossConformanceOptions { LeakCalls = 50, DisposesLosses = false };
        LawOutcome[] outcomes = [.. Enumerable.Range(0, Variants.Count).Select(variant => Suite.Examine(law, (dimensions, _) => VariantsFor(dimensions)[variant], options))];
        Assert.All(outcomes, outcome => Assert.True(outcome.Status != LawStatus.Failed, outcome.Message));
        Assert.SkipWhen(outcomes.All(outcome => outcome.Status == LawStatus.NotApplicable), outcomes[0].Message);
    }

    private static double[,] Shape(double[] values, int n, int d)
    {
        double[,] shaped = new double[n, d];
        Buffer.BlockCopy(values, 0, shaped, 0, values.Length * sizeof(double));
        return shaped;
    }
}
