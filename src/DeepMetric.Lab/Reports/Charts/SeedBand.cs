namespace DeepMetric.Lab.Reports.Charts;

/// <summary>Turns the series of several seeds into one line with a band.</summary>
internal static class SeedBand
{
    /// <summary>The most places a line has; a longer series is averaged over bins of neighbouring places.</summary>
    public const int MostPoints = 180;

    /// <summary>Averages each seed over the bins, then takes mean, minimum and maximum over the seeds.</summary>
    /// <param name="seeds">Per seed the places and values; values that are not finite are left out.</param>
    public static IReadOnlyList<BandPoint> Of(IReadOnlyList<IReadOnlyList<(double X, double Y)>> seeds)
    {
        double[] places = [.. seeds.SelectMany(seed => seed).Where(point => double.IsFinite(point.Y)).Select(point => point.X).Distinct().Order()];
        int bins = Math.Min(MostPoints, places.Length);
        if (bins == 0)
        {
            return [];
        }

        var binOf = new Dictionary<double, int>();
        var centre = new double[bins];
        var inBin = new int[bins];
        for (int rank = 0; rank < places.Length; rank++)
        {
            int bin = (int)((long)rank * bins / places.Length);
            binOf[places[rank]] = bin;
            centre[bin] += places[rank];
            inBin[bin]++;
        }

        var means = seeds.Select(seed => BinMeans(seed, binOf, bins)).ToArray();
        var points = new List<BandPoint>(bins);
        for (int bin = 0; bin < bins; bin++)
        {
            double[] values = [.. means.Select(mean => mean[bin]).Where(double.IsFinite)];
            if (values.Length > 0)
            {
                points.Add(new BandPoint(centre[bin] / inBin[bin], values.Average(), values.Min(), values.Max()));
            }
        }

        return points;
    }

    private static double[] BinMeans(IReadOnlyList<(double X, double Y)> seed, Dictionary<double, int> binOf, int bins)
    {
        var sum = new double[bins];
        var count = new int[bins];
        foreach ((double x, double y) in seed)
        {
            if (double.IsFinite(y))
            {
                sum[binOf[x]] += y;
                count[binOf[x]]++;
            }
        }

        return [.. sum.Select((total, bin) => count[bin] == 0 ? double.NaN : total / count[bin])];
    }
}
