using System.Diagnostics;
using DeepMetric.Diagnostics;
using DeepMetric.Losses;
using DeepMetric.Models;
using TorchSharp;
using static TorchSharp.torch;
using Adam = TorchSharp.Modules.Adam;
using Parameter = TorchSharp.Modules.Parameter;

namespace DeepMetric.Benchmarks;

/// <summary>A training step with and without what the trainer measures in it; the two alternate.</summary>
internal static class TelemetryCost
{
    private const int Repeats = 60;
    private const int UpdateNormEvery = 10;

    public static void Print()
    {
        Console.WriteLine("| net | batch | loss | step, median | with telemetry, median | added |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (MetricLoss loss in (MetricLoss[])[new ContrastiveLoss(), new TripletMarginLoss()])
        {
            Measure("ConvNet 28x28", new ConvNet(1, 28, 28, seed: 1), rand(256, 1, 28, 28), loss);
            Measure("MLP 128-64-32", new Mlp(128, seed: 1), rand(64, 128), loss);
        }
    }

    private static void Measure(string name, EmbeddingNet net, Tensor items, MetricLoss loss)
    {
        using Tensor labels = arange(items.shape[0]).remainder(10);
        Parameter[] parameters = [.. net.parameters()];
        using Adam optimizer = optim.Adam(parameters, 1e-3);
        using var updates = new UpdateNormMeter(parameters);
        var bare = new List<double>();
        var measured = new List<double>();
        for (int i = 0; i < (2 * Repeats) + 20; i++)
        {
            bool telemetry = i % 2 == 1;
            var clock = Stopwatch.StartNew();
            Step(net, items, labels, loss, parameters, optimizer, telemetry ? updates : null, i / 2 % UpdateNormEvery == 0);
            if (i >= 20)
            {
                (telemetry ? measured : bare).Add(clock.Elapsed.TotalMilliseconds);
            }
        }

        double without = bare.Order().ElementAt(Repeats / 2);
        double with = measured.Order().ElementAt(Repeats / 2);
        Console.WriteLine($"| {name} | {items.shape[0]} | {loss.GetType().Name} | {without:F2} ms | {with:F2} ms | {100 * ((with / without) - 1):F1} % |");
        net.Dispose();
        items.Dispose();
    }

    private static void Step(
        EmbeddingNet net, Tensor items, Tensor labels, MetricLoss loss, Parameter[] parameters, Adam optimizer, UpdateNormMeter? updates, bool measureUpdate)
    {
        using var scope = NewDisposeScope();
        Tensor embeddings = net.call(items);
        if (updates is not null)
        {
            embeddings.retain_grad();
        }

        using LossResult result = loss.Compute(embeddings, labels);
        optimizer.zero_grad();
        result.Value.backward();
        if (updates is not null)
        {
            ParameterNorms.OfGradients(parameters);
            GradientConcentration.Measure(SampleGradients.TangentNorms(embeddings, embeddings.grad!), result.Telemetry.ActiveSamples);
            if (measureUpdate)
            {
                updates.Remember();
            }
        }

        optimizer.step();
        if (updates is not null && measureUpdate)
        {
            updates.Measure();
        }
    }
}
