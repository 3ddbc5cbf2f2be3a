using DeepMetric.Reducers;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>A loss that hands another one a batch that it prepares.</summary>
/// <remarks>The inner loss reduces and regularises; its weights are its own, under <see cref="Loss"/>. It is disposed of with the wrapper.</remarks>
public abstract class WrapperLoss : MetricLoss
{
    /// <summary>Wraps a loss.</summary>
    /// <exception cref="ArgumentException">The loss is over two views by itself.</exception>
    protected WrapperLoss(MetricLoss loss)
        : base(Checked(loss).Distance, new MeanReducer(), regularizer: null, regularizerWeight: 1)
    {
        Loss = loss;
        IgnoredLabel = loss.IgnoredLabel;
    }

    /// <summary>The loss that is wrapped.</summary>
    public MetricLoss Loss { get; }

    /// <inheritdoc/>
    public sealed override IReadOnlyDictionary<string, MetricLoss> Inner => new Dictionary<string, MetricLoss> { ["loss"] = Loss };

    /// <inheritdoc/>
    protected sealed override bool NeedsDistances => false;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Loss.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>What the inner loss gives, as this loss's own.</summary>
    /// <param name="inner">Its result, in the caller's scope.</param>
    /// <param name="telemetry">What to tell of it.</param>
    private protected static LossOutput OutputOf(LossResult inner, LossTelemetry telemetry) => new([new LossTerms.Reduced("loss", inner.Value)], telemetry)
    {
        // Where the inner loss trains on its mean, one tensor serves as both.
        Mean = ReferenceEquals(inner.Value, inner.Mean) ? null : inner.Mean,
    };

    /// <summary>Integer labels as a tensor.</summary>
    private protected static Tensor LabelsOf(IEnumerable<long> labels) => tensor(labels.ToArray());

    private static MetricLoss Checked(MetricLoss loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return loss.Traits.HasFlag(LossTraits.TwoViews) || loss.Traits.HasFlag(LossTraits.LabelFree)
            ? throw new ArgumentException($"Expected a loss that goes by labels, found {loss.GetType().Name}, which does not look at them.", nameof(loss))
            : loss;
    }
}
