namespace DeepMetric.Models;

/// <summary>How a ResNet begins.</summary>
public enum ResNetStem
{
    /// <summary>A 7x7 convolution of stride 2 and 3x3 max pooling of stride 2, as for ImageNet: the feature map is 32 times smaller than the image.</summary>
    SevenBySeven,

    /// <summary>A 3x3 convolution of stride 1 without pooling, as is usual for 32x32 images: the feature map is 8 times smaller than the image.</summary>
    ThreeByThree,
}
