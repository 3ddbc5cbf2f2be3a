using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DeepMetric.Diagnostics;

/// <summary>Measures the relative size of an update, ‖Δθ‖ / ‖θ‖, θ the parameters before it.</summary>
public sealed class UpdateNormMeter : IDisposable
{
    private readonly Parameter[] _parameters;
    private Tensor[] _before = [];

    /// <summary>Creates a meter over a net's parameters, which are borrowed.</summary>
    public UpdateNormMeter(IEnumerable<Parameter> parameters) => _parameters = [.. parameters];

    /// <summary>Remembers the parameters, before an update.</summary>
    public void Remember()
    {
        Forget();
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        _before = [.. _parameters.Select(parameter => parameter.detach().clone().DetachFromDisposeScope())];
    }

    /// <summary>The relative size of the update since <see cref="Remember"/>; null when the parameters were all 0.</summary>
    /// <exception cref="InvalidOperationException">Nothing was remembered.</exception>
    public double? Measure()
    {
        if (_before.Length != _parameters.Length)
        {
            throw new InvalidOperationException("Expected a call of Remember before the update, found none.");
        }

        using var guard = no_grad();
        using var scope = NewDisposeScope();
        double size = ParameterNorms.Of(_before);
        double change = ParameterNorms.Of(_parameters.Zip(_before, (after, before) => after.Minus(before)));
        Forget();
        return size == 0 ? null : change / size;
    }

    /// <inheritdoc/>
    public void Dispose() => Forget();

    private void Forget()
    {
        foreach (Tensor tensor in _before)
        {
            tensor.Dispose();
        }

        _before = [];
    }
}
