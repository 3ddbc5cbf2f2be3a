using System.ComponentModel.DataAnnotations;

namespace DeepMetric.Datasets;

/// <summary>What can be set on the synthetic data set; the defaults are the toy set of arXiv 2510.02161.</summary>
public sealed record SyntheticOptions
{
    /// <summary>The study's toy set with three modes in each class instead of one, so that there is a level of labels below the class.</summary>
    public static SyntheticOptions ThreeModes { get; } = new() { ModesPerClass = 3 };

    /// <summary>The number of classes.</summary>
    /// <value>Default 10.</value>
    [Range(2, 10_000)]
    public int Classes { get; init; } = 10;

    /// <summary>The number of training items of the largest class; with <see cref="Imbalance"/> 1, of every class.</summary>
    /// <value>Default 200.</value>
    [Range(2, 1_000_000)]
    public int ItemsPerClass { get; init; } = 200;

    /// <summary>The number of test items of every class.</summary>
    /// <value>Default 100.</value>
    [Range(2, 1_000_000)]
    public int TestItemsPerClass { get; init; } = 100;

    /// <summary>The number of values of an item, d.</summary>
    /// <value>Default 128.</value>
    [Range(1, 4096)]
    public int Dimension { get; init; } = 128;

    /// <summary>The number of modes (clusters) of each class. With one mode there is no level of labels below the class.</summary>
    /// <value>Default 1.</value>
    [Range(1, 1000)]
    public int ModesPerClass { get; init; } = 1;

    /// <summary>The standard deviation of each value of a class centre.</summary>
    /// <value>Default 5.</value>
    [Range(0, 1e6)]
    public double CentreScale { get; init; } = 5;

    /// <summary>The standard deviation of each value of a mode's offset from its class centre; without effect when a class has one mode.</summary>
    /// <value>Default 5: two modes of a class are as far apart as two class centres.</value>
    [Range(0, 1e6)]
    public double ModeOffsetScale { get; init; } = 5;

    /// <summary>The factor on the noise of the items around their mode.</summary>
    /// <value>Default 1.4.</value>
    [Range(0, 1e6)]
    public double ModeSpread { get; init; } = 1.4;

    /// <summary>How far the noise is from round: 0 round, 1 a random covariance A·Aᵀ, above 1 ever more stretched.</summary>
    /// <remarks>
    /// Up to 1, the covariance is (1 − a)·d·I + a·A·Aᵀ; above 1, the columns of A are weighted so that the variance they carry falls
    /// geometrically to 1/a of the first one's. The expected total variance d² is the same for all a.
    /// </remarks>
    /// <value>Default 1.</value>
    [Range(0, 1e6)]
    public double Anisotropy { get; init; } = 1;

    /// <summary>The probability that a training item gets a label drawn evenly from all classes, its own among them.</summary>
    /// <value>Default 0.1.</value>
    [Range(0, 1)]
    public double Overlap { get; init; } = 0.1;

    /// <summary>The probability that a training item gets a wrong label, drawn evenly from the other classes.</summary>
    /// <value>Default 0.</value>
    [Range(0, 1)]
    public double LabelNoise { get; init; }

    /// <summary>How many times as many training items the first class has as the last; sizes fall geometrically in between.</summary>
    /// <value>Default 1: all classes are equal.</value>
    [Range(1, 1e6)]
    public double Imbalance { get; init; } = 1;

    /// <summary>The number of outliers added to the training items, as a share of them, rounded down.</summary>
    /// <value>Default 0.05.</value>
    [Range(0, 1)]
    public double OutlierShare { get; init; } = 0.05;

    /// <summary>The standard deviation of each value of an outlier.</summary>
    /// <value>Default 15.</value>
    [Range(0, 1e6)]
    public double OutlierScale { get; init; } = 15;

    /// <summary>Whether each item is divided by its Euclidean norm.</summary>
    /// <value>Default true.</value>
    public bool Normalize { get; init; } = true;
}
