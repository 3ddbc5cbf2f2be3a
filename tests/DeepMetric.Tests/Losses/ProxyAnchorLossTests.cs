using DeepMetric.Distances;
using DeepMetric.Losses;
using DeepMetric.Reducers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

public sealed class ProxyAnchorLossTests : ClassLossConformance
{
    private protected override IReadOnlyList<Func<LossDimensions, ClassWeightLoss>> Losses { get; } =
    [
        dimensions => new ProxyAnchorLoss(dimensions),
        dimensions => new ProxyAnchorLoss(dimensions, new() { Margin = 0.3, Alpha = 4 }, new LpDistance()),
    ];

    private protected override double[] NaiveTerms(ClassWeightLoss loss, NaiveClasses batch)
    {
        ProxyAnchorLossOptions options = ((ProxyAnchorLoss)loss).Options;
        double Pull(int item, int label) => loss.Distance.IsSimilarity
            ? -options.Alpha * (batch.Cosine(item, label) - options.Margin)
            : options.Alpha * (batch.Chord(item, label) - options.Margin);
        double Push(int item, int label) => loss.Distance.IsSimilarity
            ? options.Alpha * (batch.Cosine(item, label) + options.Margin)
            : options.Alpha * (-options.Margin - batch.Chord(item, label));
        return
        [
            .. batch.AllClasses.Select(label => Math.Log(1 + batch.Of(label).Sum(item => Math.Exp(Pull(item, label))))),
            .. batch.AllClasses.Select(label => Math.Log(1 + batch.NotOf(label).Sum(item => Math.Exp(Push(item, label))))),
        ];
    }

    private protected override double NaiveValue(double[] terms, NaiveClasses batch) =>
        (terms.Take(batch.Classes).Sum() / batch.AllClasses.Count(label => batch.Of(label).Any())) + (terms.Skip(batch.Classes).Sum() / batch.Classes);

    private protected override ClassWeightLoss WithPenalty(ClassWeightLoss loss) =>
        new ProxyAnchorLoss(loss.Dimensions) { WeightRegularizer = SquaredNorm, WeightRegularizerWeight = 0.5 };

    /// <summary>Tuples lower the exponents by at most 1, so a term by at most 1 as well.</summary>
    private protected override void CheckTuples(double[] plain, double[] weighted, double[] weights, LossTelemetry telemetry)
    {
        Assert.All(plain.Zip(weighted), term => Assert.InRange(term.Second, term.First - 1.0001, term.First + 1e-6));
        Assert.NotEqual(plain.Sum(), weighted.Sum(), 1e-3);
    }

    [Fact]
    public void Terms_belong_to_classes_for_every_reducer()
    {
        using var scope = NewDisposeScope();
        Tensor x = Random(2, 5, 1);
        Tensor y = tensor((long[])[3, 1]);
        double Of(Reducer reducer) => Value(new ProxyAnchorLoss(new LossDimensions(4, 5), reducer: reducer), x, y);
        double[] weights = [1, 2, 3, 4];
        double[][] terms = [.. new ProxyAnchorLoss(new LossDimensions(4, 5)).ListTerms(EmbeddingBatch.Create(x, y)).Select(part => part.Values.detach().to(ScalarType.Float64).data<double>().ToArray())];
        Assert.Equal(terms.Sum(part => part.Average()), Of(new PerAnchorReducer()), 1e-9);
        Assert.Equal(terms.Sum(part => part.Zip(weights, (term, weight) => term * weight).Average()), Of(new ClassWeightedReducer(weights)), 1e-9);
    }

    [Fact]
    public void A_term_is_active_while_it_has_a_gradient()
    {
        using var scope = NewDisposeScope();
        using var loss = new ProxyAnchorLoss(new LossDimensions(3, 3));
        loss.Weights.Set("proxies", eye(3));
        LossTelemetry telemetry = loss.Compute(eye(3)[(..2)], tensor((long[])[0, 1])).Telemetry;
        Assert.Equal(TermUnit.Class, telemetry.Unit);
        Assert.Equal((6, 5), (telemetry.ValidTerms, telemetry.ActiveTerms));
        Assert.Equal([true, true], telemetry.ActiveSamples);
        Assert.Equal(1, telemetry.MeanPositiveDistance!.Value, 1e-6);
        Assert.Equal(0, telemetry.MeanNegativeDistance!.Value, 1e-6);
    }
}
