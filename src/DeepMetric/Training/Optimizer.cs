using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DeepMetric.Training;

/// <summary>Adam with decoupled weight decay, learning rates by group and step, and a bound on the gradient.</summary>
/// <remarks>Kingma and Ba, ICLR 2015; weight decay as in Loshchilov and Hutter, ICLR 2019: each step first takes the rate times the decay off every weight.</remarks>
internal sealed class Optimizer : IDisposable
{
    private readonly TrainingOptions _options;
    private readonly int _netGroups;
    private readonly LearningRateGroup[] _groups;
    private readonly Adam[] _adams;

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
        _adams = [.. _groups.Select(group => optim.Adam(group.Parameters, options.LearningRate * group.LearningRateFactor))];
    }

    /// <summary>The net's parameters that are trained.</summary>
    public IEnumerable<Parameter> NetParameters => _groups.Take(_netGroups).SelectMany(group => group.Parameters);

    /// <summary>Adam's two moments of each parameter, in order.</summary>
    public IEnumerable<Adam.State> States => _adams.SelectMany(adam => adam.state_dict().State.Cast<Adam.State>());

    public void Clear()
    {
        foreach (Adam adam in _adams)
        {
            adam.zero_grad();
        }
    }

    /// <summary>Moves the parameters.</summary>
    /// <param name="step">The step, from 0.</param>
    /// <param name="total">The number of steps.</param>
    /// <param name="gradientNorm">The norm of the net's gradients as they are.</param>
    public void Step(int step, int total, double gradientNorm)
    {
        double factor = _options.Schedule.FactorAt(step, total);
        if (_options.LargestGradientNorm is double largest && gradientNorm > largest)
        {
            Scale(largest / gradientNorm);
        }

        for (int i = 0; i < _groups.Length; i++)
        {
            double rate = _options.LearningRate * _groups[i].LearningRateFactor * factor;
            if (_options.WeightDecay > 0)
            {
                Decay(_groups[i], 1 - (rate * _options.WeightDecay));
            }

            foreach (var group in _adams[i].ParamGroups)
            {
                group.LearningRate = rate;
            }

            _adams[i].step();
        }
    }

    public void Dispose()
    {
        foreach (Adam adam in _adams)
        {
            adam.Dispose();
        }
    }

    private static LearningRateGroup[] Trained(IEnumerable<LearningRateGroup> groups) =>
        [.. groups.Select(group => group with { Parameters = [.. group.Parameters.Where(parameter => parameter.requires_grad)] }).Where(group => group.Parameters.Count > 0)];

    private void Scale(double factor)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        foreach (Parameter parameter in NetParameters)
        {
            parameter.grad?.mul_(factor);
        }
    }

    private static void Decay(LearningRateGroup group, double factor)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        foreach (Parameter parameter in group.Parameters)
        {
            parameter.mul_(factor);
        }
    }
}
