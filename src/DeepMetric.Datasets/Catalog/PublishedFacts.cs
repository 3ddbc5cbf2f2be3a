namespace DeepMetric.Datasets;

/// <summary>What the makers of a data set published about it, known without its files.</summary>
/// <param name="Name">The name of the data set, as the catalogue knows it.</param>
/// <param name="Title">The name its makers gave it.</param>
/// <param name="Shows">What an item is, in a few words.</param>
/// <param name="Items">The number of items with a label.</param>
/// <param name="Classes">The number of classes.</param>
/// <param name="Parts">The parts that the field trains and tests on, in words.</param>
/// <param name="Licence">The licence in a few words.</param>
public sealed record PublishedFacts(string Name, string Title, string Shows, int Items, int Classes, string Parts, string Licence)
{
    /// <summary>All data sets of <see cref="DatasetCatalog.Names"/>, in that order.</summary>
    public static IReadOnlyList<PublishedFacts> All { get; } =
    [
        new(DatasetCatalog.Digits, "Optical Recognition of Handwritten Digits", "handwritten digits, 8x8 grey", 1797, 10, "1,198 / 599", "CC BY 4.0"),
        Generated(DatasetCatalog.Synthetic, new(), "Gaussian classes"),
        Generated(DatasetCatalog.SyntheticModes, SyntheticOptions.ThreeModes, "Gaussian classes of three modes"),
        new(DatasetCatalog.Mnist, "MNIST", "handwritten digits, 28x28 grey", 70_000, 10, "60,000 / 10,000", "CC BY-SA 3.0"),
        new(DatasetCatalog.FashionMnist, "Fashion-MNIST", "clothes, 28x28 grey", 70_000, 10, "60,000 / 10,000", "MIT"),
        new("cifar10", "CIFAR-10", "things and animals, 32x32", 60_000, 10, "50,000 / 10,000", "none stated"),
        new("cifar100", "CIFAR-100", "things and animals, 32x32", 60_000, 100, "50,000 / 10,000", "none stated"),
        new("cub200", "Caltech-UCSD Birds-200-2011", "photographs of birds", 11_788, 200, "5,864 / 5,924, of 100 / 100 classes", "non-commercial research and education"),
        new("cars196", "Stanford Cars", "photographs of cars", 16_185, 196, "8,054 / 8,131, of 98 / 98 classes", "research use"),
        new("sop", "Stanford Online Products", "photographs of products", 120_053, 22_634, "59,551 / 60,502, of 11,318 / 11,316 classes", "none stated"),
        new("inshop", "DeepFashion: In-shop Clothes Retrieval", "photographs of clothes", 52_712, 7_982, "25,882 / 26,830 (14,218 queries), of 3,997 / 3,985 classes", "non-commercial research and education"),
        new("omniglot", "Omniglot", "handwritten characters, 105x105", 32_460, 1_623, "19,280 / 13,180, of 964 / 659 classes", "MIT"),
        new("tiny-imagenet", "Tiny-ImageNet-200", "photographs, 64x64", 110_000, 200, "100,000 / 10,000", "ImageNet's terms: non-commercial research and education"),
    ];

    /// <summary>The facts about a data set; null for a name that the catalogue does not have.</summary>
    /// <param name="name">The name of the data set.</param>
    public static PublishedFacts? Find(string name) => All.FirstOrDefault(facts => facts.Name == name);

    private static PublishedFacts Generated(string name, SyntheticOptions options, string what)
    {
        DatasetSplit split = Synthetic.Generate(options, seed: 0).Split;
        return new(
            name,
            "generated",
            FormattableString.Invariant($"{what}, {options.Dimension} dimensions"),
            split.Train.Count + split.Test.Count,
            split.ClassNames.Count,
            FormattableString.Invariant($"{split.Train.Count:N0} / {split.Test.Count:N0}"),
            split.Licence);
    }
}
