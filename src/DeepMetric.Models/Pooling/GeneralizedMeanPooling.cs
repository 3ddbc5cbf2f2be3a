using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DeepMetric.Models;

/// <summary>GeM: (mean over all places of max(x, ε)^p)^(1/p) with one learned p; 1 is the mean, large p approaches the maximum.</summary>
/// <remarks>Paper: Radenović, Tolias and Chum, "Fine-tuning CNN image retrieval with no human annotation", TPAMI 2018.</remarks>
public sealed class GeneralizedMeanPooling : FeaturePooling
{
    private readonly Parameter p;
    private readonly double _epsilon;

    /// <summary>Creates the pooling.</summary>
    /// <param name="power">The p to begin with; above 0.</param>
    /// <param name="epsilon">ε, the least value of a place; above 0.</param>
    public GeneralizedMeanPooling(double power = 3, double epsilon = 1e-6)
        : base(nameof(GeneralizedMeanPooling))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(power);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(epsilon);
        _epsilon = epsilon;
        p = nn.Parameter(tensor([(float)power]));
        p.DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <summary>p as it is now.</summary>
    public double Power
    {
        get
        {
            using Tensor onCpu = p.detach().cpu();
            return onCpu.ToNumber();
        }
    }

    /// <inheritdoc/>
    protected override Tensor Pool(Tensor map) => map.clamp_min(Scalars.Of(_epsilon)).pow(p).mean([2, 3]).pow(p.reciprocal());

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            p.Dispose();
        }

        base.Dispose(disposing);
    }
}
