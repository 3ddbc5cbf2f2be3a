using System.ComponentModel.DataAnnotations;

namespace DeepMetric.Training;

/// <summary>How the learning rate moves: a factor on it for each step, a pure function of the step and the number of steps.</summary>
public sealed record LearningRateSchedule
{
    /// <summary>The same rate throughout.</summary>
    public static LearningRateSchedule Constant { get; } = new();

    /// <summary>What the rate does after the warm-up.</summary>
    /// <value>Default <see cref="LearningRateShape.Constant"/>.</value>
    public LearningRateShape Shape { get; init; }

    /// <summary>The share of all steps in which the rate grows from 0 in a straight line.</summary>
    /// <value>Default 0.</value>
    [Range(0, 0.9)]
    public double WarmUp { get; init; }

    /// <summary>The factor at step <paramref name="step"/> of <paramref name="total"/>.</summary>
    /// <remarks>
    /// With w = warm-up × total and t = (step − w) / (total − w): (step + 1) / w in the warm-up; then 1 (constant), (1 + cos πt) / 2 (cosine; Loshchilov and Hutter, ICLR 2017),
    /// 1 − t (linear), or 1, 0.1, 0.01 from t = 0, 1/2 and 3/4 on (steps; He et al., CVPR 2016).
    /// </remarks>
    /// <param name="step">The step, from 0.</param>
    /// <param name="total">The number of steps.</param>
    public double FactorAt(int step, int total)
    {
        double warm = WarmUp * total;
        if (step < warm)
        {
            return Math.Min(1, (step + 1) / warm);
        }

        double t = (step - warm) / Math.Max(1, total - warm);
        return Shape switch
        {
            LearningRateShape.Cosine => (1 + Math.Cos(Math.PI * t)) / 2,
            LearningRateShape.Linear => 1 - t,
            LearningRateShape.Steps => t < 0.5 ? 1 : t < 0.75 ? 0.1 : 0.01,
            _ => 1,
        };
    }
}
