using CsCheck;
using DeepMetric.Losses;
using DeepMetric.Reducers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

/// <summary>What every loss over embeddings and labels must do; a loss's test class inherits all of it.</summary>
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

    protected abstract IReadOnlyList<MetricLoss> Variants { get; }

    /// <summary>The variants for embeddings of a size; a loss with weights has others for each.</summary>
    protected virtual IReadOnlyList<MetricLoss> VariantsFor(long dimensions) => Variants;

    [Fact]
    public void The_order_of_a_batch_is_irrelevant() => Batches.Sample(
        batch =>
        {
            using var scope = NewDisposeScope();
            Tensor x = tensor(batch.Embeddings);
            Tensor y = tensor(batch.Labels);
            Tensor reversed = arange(batch.Labels.Length - 1, -1, -1, ScalarType.Int64);
            foreach (MetricLoss loss in VariantsFor(x.shape[1]).Where(loss => !loss.Traits.HasFlag(LossTraits.OrderDependent)))
            {
                double value = Value(loss, x, y);
                Assert.Equal(value, Value(loss, x.index_select(0, reversed), y.index_select(0, reversed)), 1e-9 * Math.Max(1, value));
            }
        },
        iter: 50,
        threads: 1);

    [Fact]
    public void The_gradient_equals_finite_differences()
    {
        Assert.SkipWhen(Variants.All(loss => loss.Traits.HasFlag(LossTraits.StopsGradient)), "The loss holds some of what it depends on fixed in the gradient.");
        int compared = 0;
        Batches.Sample(
            batch =>
            {
                foreach (MetricLoss loss in VariantsFor(batch.Embeddings.GetLength(1)).Where(loss => !loss.Traits.HasFlag(LossTraits.StopsGradient)))
                {
                    compared += CompareGradient(loss, batch.Embeddings, batch.Labels);
                }
            },
            iter: 25,
            threads: 1);
        Assert.True(compared > 100, $"only {compared} gradient entries differed from 0");
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 3)]
    [InlineData(4, 1)]
    public void A_degenerate_batch_gives_a_finite_value_and_a_finite_gradient(int items, int classes)
    {
        foreach (MetricLoss loss in VariantsFor(3))
        {
            foreach (double spread in (double[])[0, 1])
            {
                using var scope = NewDisposeScope();
                Tensor x = (ones(items, 3, ScalarType.Float32) + (arange(items).unsqueeze(1) * spread)).requires_grad_();
                using LossResult result = loss.Compute(x, arange(items).remainder(classes));
                result.Value.backward();
                Assert.True(double.IsFinite(result.Value.ToDouble()));
                Assert.NotNull(x.grad);
                Assert.True(x.grad.isfinite().all().item<bool>());
            }
        }
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void The_type_is_kept(ScalarType type)
    {
        using var scope = NewDisposeScope();
        foreach (MetricLoss loss in VariantsFor(3))
        {
            Tensor x = Random(8, 3, 5).to(type);
            Assert.Equal(type, loss.Compute(x, arange(8).remainder(3)).Value.dtype);
        }
    }

    [Fact]
    public void No_tensor_is_leaked()
    {
        using Tensor x = Random(12, 4, 3).to(ScalarType.Float32).requires_grad_();
        using Tensor y = arange(12).remainder(3);
        foreach (MetricLoss loss in VariantsFor(4))
        {
            Step(loss, x, y);
            long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            for (int i = 0; i < 50; i++)
            {
                Step(loss, x, y);
            }

            Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        }
    }

    [Fact]
    public void Other_labels_give_another_loss()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(12, 4, 9);
        foreach (MetricLoss loss in VariantsFor(4).Where(loss => !loss.Traits.HasFlag(LossTraits.LabelFree)))
        {
            double first = Value(loss, x, arange(12).remainder(3));
            double second = Value(loss, x, arange(12).div(4, RoundingMode.floor).to(ScalarType.Int64));
            Assert.NotEqual(first, second, 1e-6);
        }
    }

    [Fact]
    public void Anchors_in_parts_give_the_value_and_the_gradient_of_all_at_once() => Batches.Sample(
        batch =>
        {
            foreach (RowLoss loss in VariantsFor(batch.Embeddings.GetLength(1)).OfType<RowLoss>())
            {
                (double value, double[] gradient, LossTelemetry telemetry) = Run(loss, batch, null);
                (double inParts, double[] gradientInParts, LossTelemetry telemetryInParts) = Run(loss, batch, 3);
                Assert.Equal(value, inParts, 1e-9 * Math.Max(1, Math.Abs(value)));
                Assert.All(gradient.Zip(gradientInParts), pair => Assert.Equal(pair.First, pair.Second, 1e-9 * Math.Max(1, Math.Abs(pair.First))));
                Assert.Equal((telemetry.ValidTerms, telemetry.ActiveTerms), (telemetryInParts.ValidTerms, telemetryInParts.ActiveTerms));
                Assert.Equal(telemetry.SumOfTerms, telemetryInParts.SumOfTerms, 1e-9 * Math.Max(1, Math.Abs(telemetry.SumOfTerms)));
            }
        },
        iter: 25,
        threads: 1);

    [Fact]
    public void Items_of_no_known_class_change_nothing()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(12, 4, 4);
        Tensor y = arange(12).remainder(3);

        // A mean over anchors counts every anchor, also one without terms.
        foreach (MetricLoss loss in VariantsFor(4).Where(loss => loss.IgnoredLabel is not null && loss.Reducer is not PerAnchorReducer && !loss.Traits.HasFlag(LossTraits.LabelFree)))
        {
            double without = Value(loss, x, y);
            Assert.Equal(without, Value(loss, cat([x, Random(3, 4, 5)]), cat([y, full(3, -1, ScalarType.Int64)])), 1e-12);
        }
    }

    protected static Tensor Random(int n, int d, int seed)
    {
        var random = new DeepMetric.Sampling.SeededRandom((ulong)seed);
        return tensor(Enumerable.Range(0, n * d).Select(_ => random.NextGaussian()).ToArray(), [n, d]);
    }

    protected static double Value(MetricLoss loss, Tensor x, Tensor y)
    {
        using var kept = new KeptState(loss);
        using LossResult result = loss.Compute(x, y);
        return result.Value.ToDouble();
    }

    private static (double Value, double[] Gradient, LossTelemetry Telemetry) Run(RowLoss loss, (double[,] Embeddings, long[] Labels) batch, int? anchorsPerPart)
    {
        using var scope = NewDisposeScope();
        loss.AnchorsPerPart = anchorsPerPart;
        Tensor x = tensor(batch.Embeddings).requires_grad_();
        LossResult result = loss.Compute(x, tensor(batch.Labels));
        result.Value.backward();
        loss.AnchorsPerPart = null;
        return (result.Value.ToDouble(), [.. x.grad!.data<double>()], result.Telemetry);
    }

    private static void Step(MetricLoss loss, Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        using LossResult result = loss.Compute(x, y);
        result.Value.backward();
        x.grad!.zero_();
    }

    private static int CompareGradient(MetricLoss loss, double[,] embeddings, long[] labels)
    {
        const double step = 1e-6;
        using var scope = NewDisposeScope();
        Tensor y = tensor(labels);
        Tensor x = tensor(embeddings).requires_grad_();
        using (new KeptState(loss))
        {
            using LossResult result = loss.Compute(x, y);
            result.Value.backward();
        }

        int compared = 0;
        for (int i = 0; i < embeddings.GetLength(0); i++)
        {
            int j = i % embeddings.GetLength(1);
            double original = embeddings[i, j];
            double At(double offset)
            {
                embeddings[i, j] = original + offset;
                using Tensor moved = tensor(embeddings);
                return Value(loss, moved, y);
            }

            double ahead = At(step);
            double behind = At(-step);
            double middle = At(0);
            double found = x.grad![i, j].item<double>();

            // Where the two one-sided slopes differ, a kink lies between: nothing can be compared there.
            if (Math.Abs(((ahead - middle) / step) - ((middle - behind) / step)) < 1e-3 * Math.Max(1, Math.Abs(found)))
            {
                Assert.Equal((ahead - behind) / (2 * step), found, 1e-4 * Math.Max(1, Math.Abs(found)));
                compared += found != 0 ? 1 : 0;
            }
        }

        return compared;
    }

    private static double[,] Shape(double[] values, int n, int d)
    {
        double[,] shaped = new double[n, d];
        Buffer.BlockCopy(values, 0, shaped, 0, values.Length * sizeof(double));
        return shaped;
    }

    /// <summary>Gives a loss its kept state back, so that its next call starts from where this one did.</summary>
    private sealed class KeptState(MetricLoss loss) : IDisposable
    {
        private readonly (string Name, Tensor Values)[] _before = [.. loss.Weights.Kept.Select(entry => (entry.Key, entry.Value.clone().DetachFromDisposeScope()))];

        public void Dispose()
        {
            foreach ((string name, Tensor values) in _before)
            {
                loss.Weights.Change(name, values);
            }
        }
    }
}
