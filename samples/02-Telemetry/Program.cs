// What two losses did with the same batch: how many terms were active, of which kind, and how the gradient is spread.
using DeepMetric.Datasets;
using DeepMetric.Diagnostics;
using DeepMetric.Losses;
using TorchSharp;
using static TorchSharp.torch;

LabeledSet digits = Digits.Load().Train;
random.manual_seed(1);
using var net = nn.Linear(64, 16);
Tensor items = tensor(digits.Values, [digits.Count, 64]).slice(0, 0, 256, 1);
Tensor labels = tensor(digits.Labels.Select(label => (long)label).ToArray()).slice(0, 0, 256, 1);

foreach (MetricLoss loss in (MetricLoss[])[ContrastiveLoss.Create(LossForm.AuthorCode), TripletMarginLoss.Create(LossForm.AuthorCode)])
{
    Tensor embeddings = nn.functional.normalize(net.call(items), 2, 1);
    embeddings.retain_grad();
    using LossResult result = loss.Compute(embeddings, labels);
    net.zero_grad();
    result.Mean.backward();

    LossTelemetry telemetry = result.Telemetry;
    Console.WriteLine($"{loss.GetType().Name}: {telemetry.ValidTerms:N0} {telemetry.Unit.ToString().ToLowerInvariant()}s, {telemetry.ActiveRatio:P1} active, mean {telemetry.MeanOfTerms:F4}");
    if (telemetry.Pairs is { } pairs)
    {
        Console.WriteLine($"  positive pairs {pairs.ActivePositives:N0} of {pairs.ValidPositives:N0}, negative pairs {pairs.ActiveNegatives:N0} of {pairs.ValidNegatives:N0} active");
    }

    if (telemetry.Triplets is { } triplets)
    {
        Console.WriteLine($"  hard {triplets.Hard:N0}, semi-hard {triplets.SemiHard:N0}, easy {triplets.Easy:N0}");
    }

    GradientConcentration spread = GradientConcentration.Measure(SampleGradients.TangentNorms(embeddings, embeddings.grad!), telemetry.ActiveSamples);
    Console.WriteLine($"  distances: positive {telemetry.MeanPositiveDistance:F3}, negative {telemetry.MeanNegativeDistance:F3}");
    Console.WriteLine($"  gradient: {ParameterNorms.OfGradients(net.parameters()):F4} over parameters, effective share {spread.EffectiveShare:P1}, hardest tenth {spread.HardestDecile:P1}");
}
