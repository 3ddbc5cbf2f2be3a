using DeepMetric.Datasets;
using DeepMetric.Lab.Runner;
using DeepMetric.Lab.Specs;
using DeepMetric.Models;
using SkiaSharp;

namespace DeepMetric.Tests.Lab.Runner;

/// <summary>An untrained model in a folder of its own, and pictures for it.</summary>
internal static class SmallModel
{
    /// <summary>Writes a model of pictures of 12 × 12 pixels.</summary>
    public static string OfImages(string folder) => Save(folder, "convnet", [3, 12, 12], "pictures", ["a", "b"], split: null, new ImageSpec
    {
        Size = 12,
        Channels = 3,
        CenterCrop = 1,
        Mean = [0.5, 0.5, 0.5],
        Deviation = [0.25, 0.25, 0.25],
        CropToBox = false,
        Padding = 0,
        SmallestArea = 1,
        LongestAspect = 1,
        Flip = false,
        ColorJitter = 0,
    });

    /// <summary>Writes a model of the embedded digits.</summary>
    public static string OfDigits(string folder, SplitSpec? split = null)
    {
        DatasetSplit digits = Digits.Load();
        return Save(folder, "mlp", digits.Train.ItemShape, digits.Name, digits.ClassNames, split, images: null);
    }

    /// <summary>Writes a picture of noise, another for each number.</summary>
    public static void WritePicture(string file, int number, int side = 16)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using var bitmap = new SKBitmap(side, side, SKColorType.Rgba8888, SKAlphaType.Opaque);
        var random = new DeepMetric.Sampling.SeededRandom((ulong)number);
        for (int y = 0; y < side; y++)
        {
            for (int x = 0; x < side; x++)
            {
                bitmap.SetPixel(x, y, new SKColor((byte)random.NextInt(256), (byte)random.NextInt(256), (byte)(number * 7)));
            }
        }

        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(file, png.ToArray());
    }

    private static string Save(string folder, string backbone, IReadOnlyList<int> shape, string dataset, IReadOnlyList<string> classes, SplitSpec? split, ImageSpec? images)
    {
        var spec = new NetSpec { Backbone = backbone, EmbeddingSize = 5 };
        using EmbeddingNet net = NetFactory.Create(spec, shape, 3);
        ModelFolder.Save(
            folder,
            new ModelCard
            {
                Net = spec,
                ItemShape = shape,
                Images = images,
                Dataset = dataset,
                Split = split,
                ClassNames = classes,
                Loss = "triplet",
                Epochs = 0,
                Seed = 3,
                Numbers = new Dictionary<string, double>(),
                WeightsSha256 = "",
            },
            net,
            shape);
        return folder;
    }
}
