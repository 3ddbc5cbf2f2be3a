using DeepMetric.Kernels;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DeepMetric.Training;

/// <summary>Adam over one parameter.</summary>
internal sealed class Adam : IDisposable
{
    private readonly Parameter _parameter;

    /// <summary>Takes a parameter over, which is borrowed.</summary>
    public Adam(Parameter parameter)
    {
        _parameter = parameter;
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
        else if (IsDense(_parameter) && IsDense(gradient))
        {
            Move(gradient, rates);
        }
        else
        {
            MoveByTensors(gradient, rates);
        }
    }

    public void Dispose()
    {
        First.Dispose();
        Second.Dispose();
    }

    private static bool IsDense(Tensor tensor) => tensor.device_type == DeviceType.CPU && tensor.dtype == ScalarType.Float32 && tensor.is_contiguous();

    private unsafe void Move(Tensor gradient, in AdamRates rates) => AdamKernel.Step(
        DenseMemory.Pointer<float>(_parameter),
        DenseMemory.Pointer<float>(gradient),
        DenseMemory.Pointer<float>(First),
        DenseMemory.Pointer<float>(Second),
        _parameter.numel(),
        rates);

    private void MoveByTensors(Tensor gradient, in AdamRates rates)
    {
        Tensor scaled = gradient.Times(rates.GradientFactor);
        First.mul_(Scalars.Of(rates.FirstDecay)).add_(scaled, Scalars.Of(rates.FirstShare));
        Second.mul_(Scalars.Of(rates.SecondDecay)).addcmul_(scaled, scaled, Scalars.Of(rates.SecondShare));
        Tensor divisor = Second.sqrt().Times(rates.RootFactor).Plus(rates.Epsilon);
        _parameter.mul_(Scalars.Of(rates.WeightFactor)).addcdiv_(First, divisor, Scalars.Of(-rates.Rate));
    }
}
