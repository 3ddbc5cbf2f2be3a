namespace DeepMetric.Models;

/// <summary>One row of the table of a MobileNetV3.</summary>
/// <param name="Kernel">Side of the depthwise kernel.</param>
/// <param name="Expanded">Channels of the depthwise convolution.</param>
/// <param name="Outputs">Channels of the output.</param>
/// <param name="Squeezes">Whether there is a squeeze-and-excitation.</param>
/// <param name="Activation">The activation of the inner convolutions.</param>
/// <param name="Stride">Stride of the depthwise convolution.</param>
internal sealed record InvertedResidualShape(int Kernel, int Expanded, int Outputs, bool Squeezes, Activation Activation, int Stride);
