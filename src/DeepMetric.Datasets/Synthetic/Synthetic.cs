using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace DeepMetric.Datasets;

/// <summary>Generates Gaussian classes with known truth.</summary>
/// <remarks>
/// <para>The defaults are the toy set of arXiv 2510.02161 as its authors' program makes it: 10 classes of 200 items in 128 dimensions; class centres
/// 5·n; per class a covariance A·Aᵀ + 0.001·I with A standard normal, <c>[d, d]</c>; items at centre + 1.4·L·n, L the Cholesky factor; each label
/// redrawn evenly from all classes with probability 0.1; then 5 % outliers 15·n with the label −1; all 2,100 items L2-normalised.
/// Here n is a fresh standard normal vector each time.</para>
/// <para>Differs from it: other random numbers; more knobs; and test items, which the study does not have. They are a fresh draw from the same
/// centres and covariances, the same number for each class, and keep their true labels: no overlap, no label noise, no outliers, so that scores are
/// measured against the truth.</para>
/// <para>With two or more modes per class, a mode's centre is its class centre plus <see cref="SyntheticOptions.ModeOffsetScale"/>·n, the modes of a class
/// share its covariance, and its items take turns among them. Then the set has two levels of labels: the class (as labelled) and, below it,
/// the mode an item was really drawn from, numbered over all classes. An item whose label was redrawn therefore keeps a mode of its true class.</para>
/// <para>Centres, offsets, covariances, training items, labels, outliers and test items come from streams of their own: a knob that concerns one leaves the others' draws alone.
/// Items come class after class, outliers last. The same options and seed give the same bytes on one platform; elsewhere the last bits may differ with
/// the system's logarithm.</para>
/// </remarks>
public static class Synthetic
{
    private const long LargestTruth = 1L << 28;

    private enum RandomStream
    {
        Centres,
        Offsets,
        Covariances,
        Train,
        Overlap,
        LabelNoise,
        Outliers,
        Test,
    }

    /// <summary>Generates a training and a test part.</summary>
    /// <param name="options">What to generate.</param>
    /// <param name="seed">The seed of all draws.</param>
    /// <exception cref="ArgumentException">An option lies outside its range, or the set would not fit into one array.</exception>
    public static SyntheticData Generate(SyntheticOptions options, int seed)
    {
        ArgumentNullException.ThrowIfNull(options);
        Check(options);
        var classes = new GaussianClasses(options, Random(RandomStream.Centres), Random(RandomStream.Offsets), Random(RandomStream.Covariances));
        int[] trainModes = Modes(options, ClassSizes(options));
        int outliers = (int)(trainModes.Length * options.OutlierShare);
        double[][] trainItems = Draw(classes, trainModes, Random(RandomStream.Train));
        SeededRandom outlierRandom = Random(RandomStream.Outliers);
        trainItems = [.. trainItems, .. Enumerable.Range(0, outliers).Select(_ => classes.DrawOutlier(outlierRandom))];
        int[] trainClasses = [.. trainModes.Select(mode => mode / options.ModesPerClass)];
        (int[] labels, bool[] overlap, bool[] noise) = Label(options, trainClasses, Random(RandomStream.Overlap), Random(RandomStream.LabelNoise));
        int[] none = [.. Enumerable.Repeat(LabeledSet.Outlier, outliers)];
        trainModes = [.. trainModes, .. none];
        trainClasses = [.. trainClasses, .. none];

        int[] testModes = Modes(options, [.. Enumerable.Repeat(options.TestItemsPerClass, options.Classes)]);
        int[] testClasses = [.. testModes.Select(mode => mode / options.ModesPerClass)];
        DatasetSplit split = new(
            DatasetCatalog.Synthetic,
            Set(options, trainItems, [.. labels, .. none], trainModes),
            Set(options, Draw(classes, testModes, Random(RandomStream.Test)), testClasses, testModes),
            [.. Enumerable.Range(0, options.Classes).Select(c => $"class {c}")],
            "Generated: Gaussian classes after the toy set of arXiv 2510.02161",
            "none needed (generated)",
            isImage: false,
            ["Label -1 marks an outlier: it belongs to no class and is left out of loss terms and statistics.",
             "Test items are a fresh draw from the same centres and covariances, with true labels and without outliers."]);
        return new(split, new()
        {
            Options = options,
            Seed = seed,
            ClassCentres = classes.ClassCentres,
            ModeCentres = classes.ModeCentres,
            CovarianceFactors = classes.Factors,
            TrainClasses = trainClasses,
            TrainModes = trainModes,
            HasOverlap = [.. overlap, .. new bool[outliers]],
            HasLabelNoise = [.. noise, .. new bool[outliers]],
            TestClasses = testClasses,
            TestModes = testModes,
        });

        SeededRandom Random(RandomStream stream) => new(seed, (int)stream);
    }

    private static void Check(SyntheticOptions options)
    {
        var problems = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true))
        {
            string property = problems[0].MemberNames.First();
            object? found = typeof(SyntheticOptions).GetProperty(property)!.GetValue(options);
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{problems[0].ErrorMessage} Found {found}."), nameof(options));
        }

        long train = (long)ClassSizes(options).Select(size => (double)size).Sum();
        long values = Math.Max((long)(train * (1 + options.OutlierShare)) + 1, (long)options.Classes * options.TestItemsPerClass) * options.Dimension;
        long truth = (long)options.Classes * options.Dimension * (options.Dimension + options.ModesPerClass);
        if (values > Array.MaxLength || truth > LargestTruth)
        {
            throw new ArgumentException(
                $"Expected at most {Array.MaxLength} values and {LargestTruth} numbers for centres and covariances, found {values} and {truth}.", nameof(options));
        }
    }

    private static int[] ClassSizes(SyntheticOptions options) =>
        [.. Enumerable.Range(0, options.Classes).Select(c =>
            Math.Max(2, (int)Math.Round(options.ItemsPerClass * Math.Pow(options.Imbalance, -(double)c / (options.Classes - 1)))))];

    private static int[] Modes(SyntheticOptions options, int[] sizes) =>
        [.. sizes.SelectMany((size, c) => Enumerable.Range(0, size).Select(i => (c * options.ModesPerClass) + (i % options.ModesPerClass)))];

    private static double[][] Draw(GaussianClasses classes, int[] modes, SeededRandom random) =>
        Array.ConvertAll(modes, mode => classes.DrawItem(mode, random));

    private static (int[] Labels, bool[] Overlap, bool[] Noise) Label(SyntheticOptions options, int[] classes, SeededRandom overlapRandom, SeededRandom noiseRandom)
    {
        int[] labels = [.. classes];
        var overlap = new bool[labels.Length];
        var noise = new bool[labels.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            // Both numbers are drawn for each item, so that a larger share only adds items to a smaller one.
            overlap[i] = overlapRandom.NextDouble() < options.Overlap;
            int any = overlapRandom.NextInt(options.Classes);
            noise[i] = noiseRandom.NextDouble() < options.LabelNoise;
            int step = 1 + noiseRandom.NextInt(options.Classes - 1);
            labels[i] = noise[i] ? (classes[i] + step) % options.Classes : overlap[i] ? any : classes[i];
        }

        return (labels, overlap, noise);
    }

    private static LabeledSet Set(SyntheticOptions options, double[][] items, int[] labels, int[] modes)
    {
        var values = new float[items.Length * options.Dimension];
        for (int i = 0; i < items.Length; i++)
        {
            double norm = options.Normalize ? Math.Sqrt(items[i].Sum(value => value * value)) : 1;
            for (int j = 0; j < options.Dimension; j++)
            {
                // An item at the origin has no direction; it stays there.
                values[(i * options.Dimension) + j] = norm > 0 ? (float)(items[i][j] / norm) : 0;
            }
        }

        LabelLevels? levels = options.ModesPerClass > 1 ? new(labels, modes, "class", "mode") : null;
        return new(DatasetCatalog.Synthetic, values, [options.Dimension], labels, levels);
    }
}
