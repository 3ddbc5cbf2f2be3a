namespace DeepMetric.Datasets;

/// <summary>What the devkit of Cars196 says about one image.</summary>
/// <param name="Path">The image's file, as the devkit writes it.</param>
/// <param name="Label">Its class, from 0.</param>
/// <param name="Box">Where the car is, in pixels of the original image.</param>
/// <param name="IsTest">Whether it belongs to the official test part; false where the file does not say.</param>
internal sealed record CarsAnnotation(string Path, int Label, PixelBox Box, bool IsTest);
