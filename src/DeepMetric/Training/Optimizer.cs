using DeepMetric.Kernels;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DeepMetric.Training;

/// <summary>Adam with decoupled weight decay, learning rates by group and step, and a bound on the gradient.</summary>
/// <remarks>Kingma and Ba, ICLR 2015; weight decay as in Loshchilov and Hutter, ICLR 2019: each step first takes the rate times the decay off every weight. All parameters
/// count the steps of the training, also those in which one had no gradient; such a one only decays.</remarks>
internal sealed class Optimizer : IDisposable
{
    private readonly TrainingOptions _options;
    private readonly int _netGroups;
    private readonly LearningRateGroup[] _groups;
    private readonly Adam[][] _adams;

    /// <summary>Takes parameters over for training.</summary>
    /// <param name="net">The net's parameters, by learning rate.</param>
    /// <param name="loss">What the loss learns.</param>
    /// <param name="options">Rates, decay and bound.</param>
    public Optimizer(IEnumerable<LearningRateGroup> net, IEnumerable<Parameter> loss, TrainingOptions options)
    {
        _options = options;
        LearningRateGroup[] netGroups = Trained(net);
        _netGroups = netGroups.Length;
        _groups = [.. netGroups, .. Trained([new LearningRateGroup([.. loss], options.LossRate)])];
        _adams = [.. _groups.Select(group => group.Parameters.Select(parameter => new Adam(parameter)).ToArray())];
    }

    /// <summary>The net's parameters that are trained.</summary>
    public IEnumerable<Parameter> NetParameters => _groups.Take(_netGroups).SelectMany(group => group.Parameters);

    /// <summary>Adam's two moments of each parameter, in order.</summary>
    public IEnumerable<(Tensor First, Tensor Second)> Moments => _adams.SelectMany(adams => adams.Select(adam => (adam.First, adam.Second)));

    /// <summary>Forgets the gradients.</summary>
    public void Clear()
    {
        foreach (Parameter parameter in _groups.SelectMany(group => group.Parameters))
        {
            parameter.grad = null;
        }
    }

    /// <summary>Moves the parameters.</summary>
    /// <param name="step">The step, from 0.</param>
    /// <param name="total">The number of steps.</param>
    /// <param name="gradientNorm">The norm of the net's gradients as they are.</param>
    public void Step(int step, int total, double gradientNorm)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        double factor = _options.Schedule.FactorAt(step, total);
        double bound = _options.LargestGradientNorm is double largest && gradientNorm > largest ? largest / gradientNorm : 1;
        for (int i = 0; i < _groups.Length; i++)
        {
            double rate = _options.LearningRate * _groups[i].LearningRateFactor * factor;
            var rates = new AdamRates(step + 1, rate, i < _netGroups ? bound : 1, 1 - (rate * _options.WeightDecay));
            foreach (Adam adam in _adams[i])
            {
                adam.Step(rates);
            }
        }
    }

    public void Dispose()
    {
        foreach (Adam adam in _adams.SelectMany(adams => adams))
        {
            adam.Dispose();
        }
    }

    private static LearningRateGroup[] Trained(IEnumerable<LearningRateGroup> groups) =>
        [.. groups.Select(group => group with { Parameters = [.. group.Parameters.Where(parameter => parameter.requires_grad)] }).Where(group => group.Parameters.Count > 0)];
}
