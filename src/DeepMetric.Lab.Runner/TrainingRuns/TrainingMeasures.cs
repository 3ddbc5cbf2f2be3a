using DeepMetric.Datasets;
using DeepMetric.Evaluation;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Losses;
using DeepMetric.Models;
using DeepMetric.Samplers;
using DeepMetric.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Lab.Runner;

/// <summary>Measures a net in training: its spread on training items, and how well it does on those to choose by. It never sees a test item.</summary>
internal sealed class TrainingMeasures(TrainingSpec spec, LabeledSet train, LabeledSet? validation, TrainedClasses classes, MetricLoss loss, EmbeddingNet net, Device device)
{
    private readonly LabeledSet _monitored = MonitoredItems.Of(train);

    // Items taken from training have no roles of their own in a set that has queries and a gallery to test on.
    private readonly LabeledSet? _searched = validation?.Roles is { } roles && !(roles.IsQuery.Contains(true) && roles.IsGallery.Contains(true)) ? validation with { Roles = null } : validation;

    /// <summary>The record of an epoch, from the steps it took.</summary>
    public TrainingEpoch Epoch(int epoch, IReadOnlyCollection<StepRecord> steps)
    {
        float[]? rows = validation is null ? null : new SetItems(validation).Embed(net, device);
        return new TrainingEpoch
        {
            Epoch = epoch,
            TrackedLoss = StepRecords.TrackedLoss(steps),
            ActiveRatio = StepRecords.ActiveRatio(steps),
            Train = EmbeddingNumbers.Spread(new SetItems(_monitored).Embed(net, device), _monitored.Labels, (ulong)spec.Seed),
            Validation = rows is null ? null : Numbers(rows),
            ValidationLoss = rows is null || !ValidationLosses.AreDefined(loss, classes, validation!) ? null : Loss(rows),
        };
    }

    private IReadOnlyDictionary<string, double> Numbers(float[] rows)
    {
        Dictionary<string, double> numbers = EmbeddingNumbers.OfRetrieval(Retrieval.Evaluate(RetrievalQueries.Of(rows, _searched!).Query));
        foreach ((string id, double value) in EmbeddingNumbers.Spread(rows, validation!.Labels, (ulong)spec.Seed))
        {
            numbers[id] = value;
        }

        return UnitEvaluation.Ordered(numbers);
    }

    /// <summary>The mean loss over batches of the size trained with, the same ones after every epoch.</summary>
    private double Loss(float[] rows)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        long[] labels = classes.Contain(validation!.Labels) ? classes.PlacesOf(validation.Labels) : [.. validation.Labels.Select(label => (long)label)];
        int present = labels.Where(label => label != LabeledSet.Outlier).Distinct().Count();
        var sampler = new ClassBalancedSampler(labels, Math.Min(spec.ClassesPerBatch, present), spec.SamplesPerClass, SeededRandom.Derive((ulong)spec.Seed, "validation-batches"));
        Tensor all = tensor(rows, [labels.Length, rows.Length / labels.Length]).to(device);
        return sampler.Epoch(0).Average(batch =>
        {
            using var inner = NewDisposeScope();
            using LossResult result = loss.Compute(all[tensor([.. batch.Select(item => (long)item)], device: device)], tensor([.. batch.Select(item => labels[item])], device: device));
            return result.Value.ToNumber();
        });
    }
}
