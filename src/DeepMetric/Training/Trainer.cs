using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using DeepMetric.Diagnostics;
using DeepMetric.Losses;
using DeepMetric.Samplers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DeepMetric.Training;

/// <summary>Trains a net with a metric loss, as a stream of events that the caller pulls.</summary>
/// <remarks>
/// Between two events the trainer stands still: the caller may evaluate the net, save a checkpoint or stop. A trainer restored from
/// a checkpoint goes on with the very numbers that an uninterrupted one would have had. Adam; batches are a function of the
/// sampler's seed and the epoch. What the loss learns is trained beside the net, in a group of its own, and counts in no norm.
/// </remarks>
public sealed class Trainer : IDisposable
{
    private readonly nn.Module<Tensor, Tensor> _net;
    private readonly MetricLoss _loss;
    private readonly TrainingItems _items;
    private readonly BatchSampler _sampler;
    private readonly TrainingOptions _options;
    private readonly Device _device;
    private readonly LossTensors _lossTensors;
    private readonly Parameter[] _parameters;
    private readonly Optimizer _optimizer;
    private readonly UpdateNormMeter _updates;
    private readonly Stopwatch _waiting = new();

    /// <summary>Creates a trainer.</summary>
    /// <param name="net">The net, borrowed; moved to the device.</param>
    /// <param name="loss">The loss, borrowed; its weights are moved to the device and trained.</param>
    /// <param name="items">What it is trained on.</param>
    /// <param name="sampler">Which items make a batch.</param>
    /// <param name="options">Epochs and learning rate.</param>
    /// <param name="device">Where to compute; the CPU by default.</param>
    /// <param name="groups">The net's parameters by learning rate; null for one rate for all. What is in no group, or needs no gradient, stays as it is.</param>
    public Trainer(
        nn.Module<Tensor, Tensor> net,
        MetricLoss loss,
        TrainingItems items,
        BatchSampler sampler,
        TrainingOptions? options = null,
        Device? device = null,
        IEnumerable<LearningRateGroup>? groups = null)
    {
        ArgumentNullException.ThrowIfNull(net);
        _options = options ?? new();
        Validator.ValidateObject(_options, new ValidationContext(_options), validateAllProperties: true);
        _net = net;
        _loss = loss;
        _items = items;
        _sampler = sampler;
        _device = device ?? CPU;
        _net.to(_device);
        _lossTensors = new LossTensors(loss);
        _lossTensors.To(_device);
        _optimizer = new Optimizer(groups ?? [new LearningRateGroup([.. net.parameters()])], _lossTensors.Learned, _options);
        _parameters = [.. _optimizer.NetParameters];
        _updates = new UpdateNormMeter(_parameters);
    }

    /// <summary>Steps made so far.</summary>
    public int Step { get; private set; }

    /// <summary>The time for which steps had to wait until their batch was read: next to none where reading keeps up with the net.</summary>
    public TimeSpan Waited => _waiting.Elapsed;

    /// <summary>Steps of the whole training.</summary>
    public int TotalSteps => _options.Epochs * _sampler.BatchesPerEpoch;

    /// <summary>Trains from where it stands to the end.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the trainer stands after a whole step and can be saved.</exception>
    /// <exception cref="TrainingDivergedException">The loss or a gradient is no longer finite.</exception>
    public IEnumerable<TrainingEvent> Run(CancellationToken cancellation = default)
    {
        _net.train();
        foreach (Batch batch in BatchFeed.Of(_items, OpenBatches(), _device, _waiting, cancellation))
        {
            int epoch = (Step / _sampler.BatchesPerEpoch) + 1;
            yield return TakeStep(epoch, batch);
            if (Step % _sampler.BatchesPerEpoch == 0)
            {
                yield return new TrainingEvent.EpochDone(epoch, Step);
            }
        }
    }

    /// <summary>What a later trainer needs to go on from here.</summary>
    public Checkpoint Save() => Checkpoint.Of(_net, _lossTensors, _optimizer, Step);

    /// <summary>Goes on from a checkpoint of the same net, loss, items, sampler and options.</summary>
    /// <exception cref="InvalidDataException">The checkpoint is of another net, another loss or another training.</exception>
    public void Restore(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        if (checkpoint.Step > TotalSteps)
        {
            throw new InvalidDataException($"Expected a checkpoint of at most {TotalSteps} steps, found one of {checkpoint.Step}.");
        }

        checkpoint.CopyTo(_net, _lossTensors, _optimizer);
        Step = checkpoint.Step;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimizer.Dispose();
        _updates.Dispose();
    }

    /// <summary>The batches of all steps that are still to be made: those of an epoch are read while the one before it ends and is evaluated.</summary>
    private IEnumerable<(int? Epoch, int[] Places)> OpenBatches()
    {
        int made = Step;
        for (int epoch = (made / _sampler.BatchesPerEpoch) + 1; epoch <= _options.Epochs; epoch++)
        {
            foreach (int[] batch in _sampler.Epoch(epoch).Skip(made % _sampler.BatchesPerEpoch))
            {
                yield return (epoch, batch);
            }

            made = 0;
        }
    }

    private TrainingEvent.StepDone TakeStep(int epoch, Batch batch)
    {
        using var scope = NewDisposeScope();
        Tensor embeddings = _net.call(batch.Values);
        embeddings.retain_grad();
        using LossResult result = Compute(embeddings, _items.LabelsOf(batch.Items, _device));

        // Gradients are measured on the mean over all valid terms, whatever trains.
        bool sameLoss = ReferenceEquals(result.Value, result.Mean);
        _optimizer.Clear();
        result.Mean.backward(retain_graph: !sameLoss);
        double gradientNorm = ParameterNorms.OfGradients(_parameters);
        GradientConcentration samples = GradientConcentration.Measure(
            embeddings.grad is { } gradient ? SampleGradients.TangentNorms(embeddings, gradient) : new double[batch.Items.Length], result.Telemetry.ActiveSamples);
        if (!sameLoss)
        {
            _optimizer.Clear();
            result.Value.backward();
        }

        double loss = result.Value.ToNumber();
        if (!double.IsFinite(loss) || !double.IsFinite(gradientNorm))
        {
            throw new TrainingDivergedException(Step + 1, loss, gradientNorm);
        }

        bool measure = Step % _options.UpdateNormEvery == 0;
        if (measure)
        {
            _updates.Remember();
        }

        double trainedNorm = sameLoss || _options.LargestGradientNorm is null ? gradientNorm : ParameterNorms.OfGradients(_parameters);
        _optimizer.Step(Step, TotalSteps, trainedNorm);
        Step++;
        return new TrainingEvent.StepDone(Step, epoch, batch.Items.Length, loss, result.Telemetry, gradientNorm, samples, measure ? _updates.Measure() : null);
    }

    private LossResult Compute(Tensor embeddings, Tensor labels)
    {
        try
        {
            return _loss.Compute(embeddings, labels);
        }
        catch (ArgumentException problem) when (problem.ParamName == nameof(embeddings))
        {
            throw new TrainingDivergedException(Step + 1, double.NaN, double.NaN, problem);
        }
    }
}
