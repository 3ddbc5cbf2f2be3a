using DeepMetric.Datasets;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Studies;

namespace DeepMetric.Lab.Runner.Studies;

/// <summary>Sums up the steps of a training.</summary>
internal static class TrainingTraces
{
    private const int Hundredths = 100;
    private const int Tenths = 10;
    private const double Late = 0.2;

    /// <summary>The trace of a training.</summary>
    /// <param name="steps">Its steps.</param>
    /// <param name="rows">The embeddings of the test items, row by row.</param>
    /// <param name="dimension">The dimension of an embedding.</param>
    /// <param name="testLabels">The labels of the test items.</param>
    /// <param name="reactsToLabels">Whether the loss changes when labels are permuted.</param>
    public static TrainingTrace Of(IReadOnlyList<StepRecord> steps, float[] rows, int dimension, IReadOnlyList<int> testLabels, bool reactsToLabels)
    {
        double[] mass = new double[steps.Count];
        double sum = 0;
        for (int step = 0; step < steps.Count; step++)
        {
            sum += steps[step].SampleGradient * steps[step].Items;
            mass[step] = sum;
        }

        StepRecord[] late = [.. steps.TakeLast(Math.Max(1, (int)Math.Ceiling(Late * steps.Count)))];
        long active = late.Sum(step => step.ActiveTerms);
        long positives = late.Sum(step => step.ValidPositives ?? 0);
        long negatives = late.Sum(step => step.ValidNegatives ?? 0);
        double[] distances = [.. late.Select(step => step.MeanNegativeDistance).OfType<double>()];
        bool hasPairs = positives + negatives > 0;
        return new TrainingTrace
        {
            Steps = steps.Count,
            Items = steps.Sum(step => (long)step.Items),
            GradientMass = [.. Enumerable.Range(1, Hundredths).Select(part => mass[(int)Math.Ceiling(part * (double)steps.Count / Hundredths) - 1])],
            LateNegativeDistance = distances.Length == 0 ? null : distances.Average(),
            Losses = [.. Enumerable.Range(0, Tenths).Select(part => MeanLoss(steps, part)).OfType<double>()],
            NegativeShare = hasPairs ? (double)negatives / (positives + negatives) : null,
            LateActiveRatio = StepRecords.ActiveRatio(late),
            LateActivePositives = hasPairs && active > 0 ? (double)late.Sum(step => step.ActivePositives ?? 0) / active : null,
            Chance = ChanceOf(testLabels),
            ReactsToLabels = reactsToLabels,
            EmbeddingDeviation = Deviation(rows, dimension),
        };
    }

    private static double ChanceOf(IReadOnlyList<int> labels)
    {
        double pairs = labels.Where(label => label != LabeledSet.Outlier).GroupBy(label => label).Sum(group => (double)group.Count() * (group.Count() - 1));
        int items = labels.Count(label => label != LabeledSet.Outlier);
        return items < 2 ? 0 : pairs / ((double)items * (items - 1));
    }

    private static double? MeanLoss(IReadOnlyList<StepRecord> steps, int part)
    {
        int from = part * steps.Count / Tenths;
        int to = (part + 1) * steps.Count / Tenths;
        return to == from ? null : steps.Skip(from).Take(to - from).Average(step => step.TrackedLoss);
    }

    private static double Deviation(float[] rows, int dimension)
    {
        int count = rows.Length / dimension;
        double total = 0;
        for (int column = 0; column < dimension; column++)
        {
            double mean = 0;
            for (int row = 0; row < count; row++)
            {
                mean += rows[(row * dimension) + column];
            }

            mean /= count;
            double square = 0;
            for (int row = 0; row < count; row++)
            {
                double away = rows[(row * dimension) + column] - mean;
                square += away * away;
            }

            total += Math.Sqrt(square / count);
        }

        return total / dimension;
    }
}
