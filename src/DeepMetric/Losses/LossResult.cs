using TorchSharp;

namespace DeepMetric.Losses;

/// <summary>A loss's value together with what it did.</summary>
public sealed class LossResult : IDisposable
{
    internal LossResult(torch.Tensor value, torch.Tensor mean, LossTelemetry telemetry)
    {
        Value = value;
        Mean = mean;
        Telemetry = telemetry;
    }

    /// <summary>The value to train on, a scalar, differentiable.</summary>
    public torch.Tensor Value { get; }

    /// <summary>The mean over all valid terms, a scalar, differentiable: what gradients are measured on. The same tensor as <see cref="Value"/> when that is what trains.</summary>
    public torch.Tensor Mean { get; }

    /// <summary>Counts and means over the batch.</summary>
    public LossTelemetry Telemetry { get; }

    /// <summary>The terms that the reducer leaves as they are, part by part; empty unless it is a <see cref="Reducers.NoneReducer"/>.</summary>
    public IReadOnlyList<LossTerms> Terms { get; internal init; } = [];

    /// <summary>Disposes of the tensors.</summary>
    public void Dispose()
    {
        foreach (LossTerms.Listed terms in Terms.OfType<LossTerms.Listed>())
        {
            terms.Values.Dispose();
        }

        foreach (LossTerms.Reduced terms in Terms.OfType<LossTerms.Reduced>())
        {
            terms.Value.Dispose();
        }

        Value.Dispose();
        Mean.Dispose();
    }
}
