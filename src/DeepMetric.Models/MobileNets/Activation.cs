namespace DeepMetric.Models;

/// <summary>What follows a convolution and its batch norm in a MobileNet.</summary>
internal enum Activation
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>max(0, x).</summary>
    Relu,

    /// <summary>x · min(1, max(0, x/6 + 1/2)).</summary>
    HardSwish,
}
