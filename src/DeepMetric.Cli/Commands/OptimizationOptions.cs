using System.CommandLine;
using DeepMetric.Lab.Runner;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Cli.Commands;

/// <summary>The options that say how weights move.</summary>
internal sealed class OptimizationOptions
{
    private const double DefaultRate = 1e-3;
    private const double DefaultLossRate = 10;

    private readonly Option<double?> _learningRate = OptionValues.PositiveNumber("--learning-rate", "Adam's learning rate. [default: 0.001]");
    private readonly Option<double?> _trunkRate = OptionValues.PositiveNumber("--trunk-rate", "What the trunk's learning rate is multiplied by, such as 0.1 for a trunk with weights. [default: 1]");
    private readonly Option<double?> _lossRate = OptionValues.PositiveNumber("--loss-rate", "What the learning rate is multiplied by for the weights that a loss learns, such as proxies. [default: 10]");
    private readonly Option<string> _schedule = OptionValues.OneOf("--schedule", $"What the learning rate does: {string.Join(", ", Optimization.Schedules)}.", Optimization.Schedules);
    private readonly Option<double?> _warmUp = OptionValues.Share("--warm-up", "The share of the steps in which the learning rate grows from 0. [default: 0]");
    private readonly Option<double?> _weightDecay = OptionValues.PositiveNumber("--weight-decay", "Decoupled weight decay. [default: 0]");
    private readonly Option<double?> _clipGradient = OptionValues.PositiveNumber("--clip-gradient", "The largest norm of a gradient of the net. [default: no bound]");

    /// <summary>The options, in the order of the help.</summary>
    public IEnumerable<Option> All => [_learningRate, _trunkRate, _lossRate, _schedule, _warmUp, _weightDecay, _clipGradient];

    /// <summary>What a command chose.</summary>
    /// <param name="parsed">The command, without errors.</param>
    public OptimizationSpec Read(ParseResult parsed) => new()
    {
        LearningRate = parsed.GetValue(_learningRate) ?? DefaultRate,
        TrunkRate = parsed.GetValue(_trunkRate) ?? 1,
        LossRate = parsed.GetValue(_lossRate) ?? DefaultLossRate,
        Schedule = parsed.GetRequiredValue(_schedule),
        WarmUp = parsed.GetValue(_warmUp) ?? 0,
        WeightDecay = parsed.GetValue(_weightDecay) ?? 0,
        ClipGradient = parsed.GetValue(_clipGradient),
    };
}
