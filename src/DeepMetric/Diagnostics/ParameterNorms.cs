using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DeepMetric.Diagnostics;

/// <summary>L2 norms over all parameters of a net together.</summary>
public static class ParameterNorms
{
    /// <summary>The norm of the gradients; parameters without one count 0.</summary>
    public static double OfGradients(IEnumerable<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        using var scope = NewDisposeScope();
        return Of(parameters.Select(parameter => parameter.grad).OfType<Tensor>());
    }

    /// <summary>The norm of some tensors taken together.</summary>
    public static double Of(IEnumerable<Tensor> tensors)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        Tensor[] norms = [.. tensors.Select(tensor => tensor.detach().norm().to(ScalarType.Float64))];
        return norms.Length == 0 ? 0 : stack(norms).norm().item<double>();
    }
}
