using CsCheck;
using DeepMetric.Losses;
using DeepMetric.Reducers;
using DeepMetric.Regularizers;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

/// <summary>What every loss with class weights must do beside what every loss must.</summary>
public abstract class ClassLossConformance : LossConformance
{
    private const int Classes = 4;
    private readonly Dictionary<long, IReadOnlyList<MetricLoss>> _variants = [];

    /// <summary>Ways to create the loss.</summary>
    private protected abstract IReadOnlyList<Func<LossDimensions, ClassWeightLoss>> Losses { get; }

    /// <summary>The terms in the order of the listing, by the formula, in plain loops.</summary>
    private protected abstract double[] NaiveTerms(ClassWeightLoss loss, NaiveClasses batch);

    /// <summary>The loss's value, by its default reduction.</summary>
    private protected virtual double NaiveValue(double[] terms, NaiveClasses batch) => terms.Average();

    /// <summary>Whether the gradient of the weights is that of the value, weight by weight.</summary>
    protected virtual bool WeightGradientIsExact => true;

    /// <summary>Whether index tuples are taken.</summary>
    protected virtual bool TakesTuples => true;

    protected sealed override IReadOnlyList<MetricLoss> Variants => VariantsFor(6);

    protected sealed override IReadOnlyList<MetricLoss> VariantsFor(long dimensions) => _variants.TryGetValue(dimensions, out IReadOnlyList<MetricLoss>? known)
        ? known
        : _variants[dimensions] = [.. Losses.Select(create => create(new LossDimensions(Classes, (int)dimensions) { Seed = 3 }))];

    [Fact]
    public void Equals_the_formula_in_double()
    {
        int compared = 0;
        Batches.Sample(
            batch =>
            {
                foreach (ClassWeightLoss loss in VariantsFor(batch.Embeddings.GetLength(1)).Cast<ClassWeightLoss>())
                {
                    using var scope = NewDisposeScope();
                    EmbeddingBatch given = EmbeddingBatch.Create(tensor(batch.Embeddings), tensor(batch.Labels));
                    LossResult result = loss.Compute(given);
                    NaiveClasses naive = NaiveClasses.Of(loss, batch.Embeddings, batch.Labels);
                    double[] terms = NaiveTerms(loss, naive);
                    double[] listed = [.. loss.ListTerms(given).SelectMany(part => part.Values.detach().data<double>().ToArray())];
                    Assert.Equal(terms.Length, listed.Length);
                    Assert.All(terms.Zip(listed), pair => Assert.Equal(pair.First, pair.Second, 1e-8 * Math.Max(1, Math.Abs(pair.First))));
                    Assert.Equal(terms.Length, result.Telemetry.ValidTerms);
                    Assert.Equal(terms.Sum(), result.Telemetry.SumOfTerms, 1e-8 * Math.Max(1, Math.Abs(terms.Sum())));
                    double value = NaiveValue(terms, naive);
                    Assert.Equal(value, result.Value.ToDouble(), 1e-8 * Math.Max(1, Math.Abs(value)));
                    compared += terms.Count(term => term > 1e-3);
                }
            },
            iter: 60,
            threads: 1);
        Assert.True(compared > 100, $"only {compared} terms were above 0");
    }

    [Fact]
    public void The_gradient_of_the_weights_equals_finite_differences()
    {
        Assert.SkipUnless(WeightGradientIsExact, "The weights' norms are held fixed; a test of its own compares what is not.");
        const double step = 1e-6;
        int compared = 0;
        foreach (ClassWeightLoss loss in VariantsFor(5).Cast<ClassWeightLoss>())
        {
            using var scope = NewDisposeScope();
            Tensor x = Random(9, 5, 21);
            Tensor y = arange(9).remainder(3);
            (string name, double[,] weights) = NaiveClasses.WeightsOf(loss);
            double[,] gradient = WeightGradient(loss, x, y);
            for (int i = 0; i < weights.GetLength(0); i++)
            {
                for (int j = i % 2; j < weights.GetLength(1); j += 2)
                {
                    double original = weights[i, j];
                    double At(double offset)
                    {
                        weights[i, j] = original + offset;
                        using Tensor moved = tensor(weights);
                        loss.Weights.Set(name, moved);
                        return Value(loss, x, y);
                    }

                    double ahead = At(step);
                    double behind = At(-step);
                    double middle = At(0);
                    if (Math.Abs(((ahead - middle) / step) - ((middle - behind) / step)) < 1e-3 * Math.Max(1, Math.Abs(gradient[i, j])))
                    {
                        Assert.Equal((ahead - behind) / (2 * step), gradient[i, j], 1e-4 * Math.Max(1, Math.Abs(gradient[i, j])));
                        compared += gradient[i, j] != 0 ? 1 : 0;
                    }
                }
            }
        }

        Assert.True(compared >= 10, $"only {compared} weights had a gradient");
    }

    [Fact]
    public void Float_weights_learn_from_double_embeddings_and_double_weights_from_float_ones()
    {
        foreach (ScalarType weights in (ScalarType[])[ScalarType.Float32, ScalarType.Float64])
        {
            foreach (ScalarType embeddings in (ScalarType[])[ScalarType.Float32, ScalarType.Float64])
            {
                using var scope = NewDisposeScope();
                using ClassWeightLoss loss = Losses[0](new LossDimensions(Classes, 5));
                string name = loss.Weights.Learned.Keys.Single();
                loss.Weights.Set(name, loss.Weights.Learned[name].to(weights));
                LossResult result = loss.Compute(Random(9, 5, 2).to(embeddings), arange(9).remainder(3));
                result.Value.backward();
                Assert.Equal(embeddings, result.Value.dtype);
                Assert.Equal(weights, loss.Weights.Learned[name].grad!.dtype);
                Assert.True(loss.Weights.Learned[name].grad!.abs().sum().ToDouble() > 0);
                Assert.True(loss.Weights.Learned[name].grad!.isfinite().all().item<bool>());
            }
        }
    }

    [Fact]
    public void Equal_seeds_give_equal_weights_and_other_seeds_others()
    {
        (_, double[,] first) = NaiveClasses.WeightsOf(Losses[0](new LossDimensions(3, 5) { Seed = 8 }));
        (_, double[,] again) = NaiveClasses.WeightsOf(Losses[0](new LossDimensions(3, 5) { Seed = 8 }));
        (_, double[,] other) = NaiveClasses.WeightsOf(Losses[0](new LossDimensions(3, 5) { Seed = 9 }));
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
    }

    [Fact]
    public void What_it_cannot_use_is_refused_by_name()
    {
        using var scope = NewDisposeScope();
        using ClassWeightLoss loss = Losses[0](new LossDimensions(3, 4));
        Tensor x = Random(6, 4, 1);
        ArgumentException label = Assert.Throws<ArgumentException>(() => loss.Compute(x, tensor((long[])[0, 1, 2, 3, 0, 1])));
        Assert.Contains("3 classes, found 3 in row 3", label.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => loss.Compute(x, tensor((long[])[0, 1, 2, -2, 0, 1])));
        ArgumentException size = Assert.Throws<ArgumentException>(() => loss.Compute(Random(6, 5, 1), arange(6).remainder(3)));
        Assert.Contains("[n, 4]", size.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => loss.Compute(EmbeddingBatch.Create(x, arange(6).remainder(3), x.clone(), arange(6).remainder(3))));
        Assert.Throws<ArgumentException>(() => loss.Compute(EmbeddingBatch.Create(x, null), new Triplets([0], [1], [2])));
        Assert.Throws<ArgumentException>(() => loss.Logits(Random(2, 5, 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Losses[0](new LossDimensions(0, 4)));
    }

    [Fact]
    public void A_batch_of_items_of_no_known_class_is_worth_nothing()
    {
        using var scope = NewDisposeScope();
        foreach (ClassWeightLoss loss in VariantsFor(4).Cast<ClassWeightLoss>())
        {
            Tensor x = Random(3, 4, 1).requires_grad_();
            LossResult result = loss.Compute(x, full(3, -1, ScalarType.Int64));
            result.Value.backward();
            Assert.Equal(0, result.Value.ToDouble());
            Assert.Equal(0, x.grad!.abs().sum().ToDouble());
            Assert.Equal(0, result.Telemetry.ActiveTerms);
            Assert.Null(result.Telemetry.MeanPositiveDistance);
        }
    }

    [Fact]
    public void A_penalty_on_the_weights_is_added_and_reaches_them_alone()
    {
        using var scope = NewDisposeScope();
        using ClassWeightLoss loss = Losses[0](new LossDimensions(3, 4));
        using ClassWeightLoss penalised = WithPenalty(loss);
        Tensor x = Random(6, 4, 1);
        Tensor y = arange(6).remainder(3);
        LossResult plain = loss.Compute(x, y);
        LossResult more = penalised.Compute(x, y);
        (string name, double[,] weights) = NaiveClasses.WeightsOf(penalised);
        bool columns = name != "proxies" && name != "centers";
        double Squared(int row) => Enumerable.Range(0, columns ? weights.GetLength(0) : weights.GetLength(1)).Sum(k => Math.Pow(columns ? weights[k, row] : weights[row, k], 2));
        double penalty = Enumerable.Range(0, columns ? weights.GetLength(1) : weights.GetLength(0)).Average(Squared);
        Assert.Equal(plain.Value.ToDouble() + (0.5 * penalty), more.Value.ToDouble(), 1e-5 * Math.Max(1, more.Value.ToDouble()));
        Assert.Equal(plain.Mean.ToDouble(), more.Mean.ToDouble(), 1e-6 * Math.Max(1, Math.Abs(plain.Mean.ToDouble())));
        Assert.Equal(plain.Telemetry.SumOfTerms, more.Telemetry.SumOfTerms);
    }

    [Fact]
    public void Tuples_weigh_items_by_how_often_they_name_them()
    {
        using var scope = NewDisposeScope();
        using ClassWeightLoss loss = Losses[0](new LossDimensions(3, 4));
        EmbeddingBatch batch = EmbeddingBatch.Create(Random(6, 4, 1), arange(6).remainder(3));
        var tuples = new Triplets([0, 0, 1], [3, 3, 4], [1, 2, 2]);
        if (!TakesTuples)
        {
            Assert.Throws<ArgumentException>(() => loss.Compute(batch, tuples));
            return;
        }

        double[] plain = [.. loss.ListTerms(batch).SelectMany(part => part.Values.detach().data<double>().ToArray())];
        LossResult result = loss.Compute(batch, tuples);
        double[] weighted = [.. loss.ListTerms(batch, tuples).SelectMany(part => part.Values.detach().data<double>().ToArray())];
        CheckTuples(plain, weighted, [1, 1, 1, 1, 0.5, 0], result.Telemetry);
        LossResult none = loss.Compute(batch, new Triplets([], [], []));
        Assert.Equal(loss.Compute(batch).Value.ToDouble(), none.Value.ToDouble(), 1e-6);
    }

    [Fact]
    public void Logits_name_the_classes_and_can_be_learned_from()
    {
        using var scope = NewDisposeScope();
        foreach (ClassWeightLoss loss in VariantsFor(4).Cast<ClassWeightLoss>())
        {
            Tensor x = Random(7, 4, 1).requires_grad_();
            Tensor logits = loss.Logits(x);
            Assert.Equal([7, Classes], logits.shape);
            logits.sum().backward();
            Assert.True(x.grad!.isfinite().all().item<bool>());
        }
    }

    /// <summary>Holds terms under tuples against those without.</summary>
    private protected virtual void CheckTuples(double[] plain, double[] weighted, double[] weights, LossTelemetry telemetry)
    {
        Assert.All(plain.Zip(weights, weighted), term => Assert.Equal(term.First * term.Second, term.Third, 1e-5 * Math.Max(1, term.First)));
        Assert.False(telemetry.ActiveSamples[5]);
        Assert.True(telemetry.ActiveSamples[0]);
    }

    /// <summary>The same loss with half the mean squared norm of its weights as a penalty.</summary>
    private protected abstract ClassWeightLoss WithPenalty(ClassWeightLoss loss);

    private protected static LpRegularizer SquaredNorm { get; } = new(2, 2);

    private protected static double[,] WeightGradient(ClassWeightLoss loss, Tensor x, Tensor y)
    {
        (string name, double[,] weights) = NaiveClasses.WeightsOf(loss);
        using Tensor wide = tensor(weights);
        loss.Weights.Set(name, wide);
        using LossResult result = loss.Compute(x, y);
        result.Value.backward();
        return NaiveClasses.Values(loss.Weights.Learned[name].grad!);
    }
}
