using DeepMetric.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Losses;

/// <summary>A batch and class weights in plain arrays of double, for oracles that loop over them.</summary>
internal sealed class NaiveClasses(double[][] x, long[] y, double[][] centers, int classes)
{
    public int Classes => classes;

    public int PerClass => centers.Length / classes;

    public int Count => x.Length;

    public IEnumerable<int> Items => Enumerable.Range(0, x.Length);

    public IEnumerable<int> AllClasses => Enumerable.Range(0, classes);

    public double[][] Centers => centers;

    public int Label(int item) => (int)y[item];

    public IEnumerable<int> Of(int label) => Items.Where(item => y[item] == label);

    public IEnumerable<int> NotOf(int label) => Items.Where(item => y[item] != label);

    public double[] X(int item) => x[item];

    public double Cosine(int item, int center) => Dot(x[item], centers[center]) / (Norm(x[item]) * Norm(centers[center]));

    /// <summary>The Euclidean distance of an item and a center scaled to norm 1.</summary>
    public double Chord(int item, int center) => Math.Sqrt(Math.Max(0, 2 - (2 * Cosine(item, center))));

    /// <summary>A cross entropy per item.</summary>
    public double[] CrossEntropies(Func<int, int, double> logit) =>
        [.. Items.Select(item => CrossEntropy(AllClasses.Select(label => logit(item, label)), Label(item)))];

    public double Norm(int item) => Norm(x[item]);

    public double CenterNorm(int center) => Norm(centers[center]);

    public static double Norm(double[] vector) => Math.Sqrt(Dot(vector, vector));

    public static double Dot(double[] a, double[] b) => a.Zip(b, (u, v) => u * v).Sum();

    /// <summary>−ln of the softmax's share of one logit.</summary>
    public static double CrossEntropy(IEnumerable<double> logits, int own)
    {
        double[] all = [.. logits];
        double largest = all.Max();
        return largest + Math.Log(all.Sum(logit => Math.Exp(logit - largest))) - all[own];
    }

    public static NaiveClasses Of(ClassWeightLoss loss, double[,] x, long[] y)
    {
        (string name, double[,] weights) = WeightsOf(loss);
        double[][] rows = Rows(weights);
        bool inRows = name is "proxies" or "centers";
        double[][] centers = inRows ? rows : [.. Enumerable.Range(0, weights.GetLength(1)).Select(column => rows.Select(row => row[column]).ToArray())];
        return new NaiveClasses(Rows(x), y, centers, loss.Dimensions.Classes);
    }

    public static (string Name, double[,] Values) WeightsOf(ClassWeightLoss loss)
    {
        (string name, TorchSharp.Modules.Parameter weights) = loss.Weights.Learned.Single();
        return (name, Values(weights));
    }

    public static double[,] Values(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        double[] flat = [.. tensor.detach().to(ScalarType.Float64).contiguous().data<double>()];
        double[,] values = new double[tensor.shape[0], tensor.shape[1]];
        Buffer.BlockCopy(flat, 0, values, 0, flat.Length * sizeof(double));
        return values;
    }

    private static double[][] Rows(double[,] values) =>
        [.. Enumerable.Range(0, values.GetLength(0)).Select(i => Enumerable.Range(0, values.GetLength(1)).Select(j => values[i, j]).ToArray())];
}
