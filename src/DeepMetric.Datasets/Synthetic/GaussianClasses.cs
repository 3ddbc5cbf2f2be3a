namespace DeepMetric.Datasets;

/// <summary>The distribution behind a synthetic set: modes with centres, and a covariance per class.</summary>
internal sealed class GaussianClasses
{
    // The same small multiple of the identity as in the study; it keeps the factorisation safe.
    private const double Jitter = 1e-3;

    private readonly SyntheticOptions _options;

    /// <summary>Draws the centres and covariances.</summary>
    public GaussianClasses(SyntheticOptions options, SeededRandom centres, SeededRandom offsets, SeededRandom covariances)
    {
        _options = options;
        ClassCentres = [.. Enumerable.Range(0, options.Classes).Select(_ => Draw(centres, options.CentreScale))];
        ModeCentres = options.ModesPerClass == 1
            ? [.. ClassCentres.Select(centre => (double[])centre.Clone())]
            : [.. Enumerable.Range(0, options.Classes * options.ModesPerClass).Select(mode => Add(ClassCentres[mode / options.ModesPerClass], Draw(offsets, options.ModeOffsetScale)))];
        Factors = [.. Enumerable.Range(0, options.Classes).Select(_ => Factorise(DrawCovariance(covariances), options.Dimension))];
    }

    public double[][] ClassCentres { get; }

    public double[][] ModeCentres { get; }

    public double[][] Factors { get; }

    /// <summary>Draws one item of a mode.</summary>
    public double[] DrawItem(int mode, SeededRandom random)
    {
        int d = _options.Dimension;
        double[] factor = Factors[mode / _options.ModesPerClass];
        double[] noise = Draw(random, 1);
        var item = new double[d];
        for (int i = 0; i < d; i++)
        {
            double sum = 0;
            for (int j = 0; j <= i; j++)
            {
                sum += factor[(i * d) + j] * noise[j];
            }

            item[i] = ModeCentres[mode][i] + (_options.ModeSpread * sum);
        }

        return item;
    }

    /// <summary>Draws one outlier.</summary>
    public double[] DrawOutlier(SeededRandom random) => Draw(random, _options.OutlierScale);

    private static double[] Add(double[] first, double[] second)
    {
        var sum = new double[first.Length];
        for (int i = 0; i < sum.Length; i++)
        {
            sum[i] = first[i] + second[i];
        }

        return sum;
    }

    private double[] Draw(SeededRandom random, double scale)
    {
        var point = new double[_options.Dimension];
        for (int i = 0; i < point.Length; i++)
        {
            point[i] = scale * random.NextGaussian();
        }

        return point;
    }

    private double[] DrawCovariance(SeededRandom random)
    {
        int d = _options.Dimension;
        double share = Math.Min(_options.Anisotropy, 1);
        double[] weights = ColumnWeights();
        var a = new double[d * d];
        for (int i = 0; i < a.Length; i++)
        {
            a[i] = random.NextGaussian() * weights[i % d];
        }

        var covariance = new double[d * d];
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = 0;
                for (int k = 0; k < d; k++)
                {
                    sum += a[(i * d) + k] * a[(j * d) + k];
                }

                covariance[(i * d) + j] = (share * sum) + (i == j ? ((1 - share) * d) + Jitter : 0);
            }
        }

        return covariance;
    }

    private double[] ColumnWeights()
    {
        int d = _options.Dimension;
        double ratio = Math.Max(_options.Anisotropy, 1);
        double[] variances = [.. Enumerable.Range(0, d).Select(k => d == 1 ? 1 : Math.Pow(ratio, -(double)k / (d - 1)))];
        double mean = variances.Average();
        return [.. variances.Select(variance => Math.Sqrt(variance / mean))];
    }

    /// <summary>Cholesky's factor of a symmetric positive definite matrix, of which only the lower triangle is read.</summary>
    private static double[] Factorise(double[] matrix, int d)
    {
        var factor = new double[d * d];
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = matrix[(i * d) + j];
                for (int k = 0; k < j; k++)
                {
                    sum -= factor[(i * d) + k] * factor[(j * d) + k];
                }

                // Rounding may leave a pivot below the jitter that was added; it is never smaller in truth.
                factor[(i * d) + j] = i == j ? Math.Sqrt(Math.Max(sum, Jitter)) : sum / factor[(j * d) + j];
            }
        }

        return factor;
    }
}
