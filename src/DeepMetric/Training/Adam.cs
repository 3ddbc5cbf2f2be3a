using DeepMetric.Kernels;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DeepMetric.Training;

/// <summary>Adam over one parameter.</summary>
internal sealed class Adam : IDisposable
{
    private readonly Parameter _parameter;
    private readonly long[] _order;

    /// <summary>Takes a parameter over, which is borrowed.</summary>
    public Adam(Parameter parameter)
    {
        _parameter = parameter;
        _order = [.. parameter.stride().Select((stride, axis) => (stride, axis)).OrderByDescending(entry => entry.stride).Select(entry => (long)entry.axis)];
        First = zeros_like(parameter).DetachFromDisposeScope();
        Second = zeros_like(parameter).DetachFromDisposeScope();
    }

    /// <summary>The mean of the gradients, of the parameter's shape.</summary>
    public Tensor First { get; }

    /// <summary>The mean of their squares, of the parameter's shape.</summary>
    public Tensor Second { get; }

    /// <summary>Moves the parameter; one without a gradient only decays.</summary>
    public void Step(in AdamRates rates)
    {
        using Tensor? gradient = _parameter.grad;
        if (gradient is null)
        {
            _parameter.mul_(Scalars.Of(rates.WeightFactor));
        }
        else if (_parameter.device_type != DeviceType.CPU || _parameter.dtype != ScalarType.Float32 || !Move(gradient, rates))
        {
            MoveByTensors(gradient, rates);
        }
    }

    public void Dispose()
    {
        First.Dispose();
        Second.Dispose();
    }

    /// <summary>Moves the parameter in one pass over its memory; false where that is not possible, since the memory has gaps or the gradient is laid out otherwise.</summary>
    private unsafe bool Move(Tensor gradient, in AdamRates rates)
    {
        Tensor weights = _parameter.permute(_order);
        Tensor gradients = gradient.permute(_order);
        Tensor first = First.permute(_order);
        Tensor second = Second.permute(_order);
        if (!weights.is_contiguous() || !gradients.is_contiguous() || !first.is_contiguous() || !second.is_contiguous())
        {
            return false;
        }

        AdamKernel.Step(
            DenseMemory.Pointer<float>(weights), DenseMemory.Pointer<float>(gradients), DenseMemory.Pointer<float>(first), DenseMemory.Pointer<float>(second), weights.numel(), rates);
        return true;
    }

    private void MoveByTensors(Tensor gradient, in AdamRates rates)
    {
        Tensor scaled = gradient.Times(rates.GradientFactor);
        First.mul_(Scalars.Of(AdamRates.FirstDecay)).add_(scaled, Scalars.Of(AdamRates.FirstShare));
        Second.mul_(Scalars.Of(AdamRates.SecondDecay)).addcmul_(scaled, scaled, Scalars.Of(AdamRates.SecondShare));
        Tensor divisor = Second.sqrt().Times(rates.RootFactor).Plus(AdamRates.Epsilon);
        _parameter.mul_(Scalars.Of(rates.WeightFactor)).addcdiv_(First, divisor, Scalars.Of(-rates.Rate));
    }
}
