using DeepMetric.Lab.Runs;

namespace DeepMetric.Lab.Tests.Reports;

/// <summary>The pictures of a made-up run.</summary>
internal sealed class FakeShowcases(SplitMix random, int classes, int side)
{
    private const int Items = 450;
    private const int Bins = 50;

    public Showcase Create(bool triplets, bool coarse) => new()
    {
        Projection = Projection(triplets, coarse),
        Distances = Distances(triplets),
        Worst = [.. Enumerable.Range(0, 6).Select(_ => Retrieval(0.25))],
        Best = [.. Enumerable.Range(0, 6).Select(_ => Retrieval(1))],
    };

    private ProjectionPicture Projection(bool triplets, bool coarse)
    {
        int[] labels = [.. Enumerable.Range(0, Items).Select(i => i % classes)];
        double spread = triplets ? 0.14 : 0.07;
        double Centre(int label, bool vertical)
        {
            double angle = 2 * Math.PI * (coarse ? (label % 2) + (triplets ? label * 0.06 : 0) : (double)label / classes);
            angle = coarse ? angle / 2 : angle;
            double reach = 0.5 + (0.12 * (label % 3));
            return reach * (vertical ? Math.Sin(angle) : Math.Cos(angle));
        }

        return new ProjectionPicture
        {
            X = [.. labels.Select(label => Centre(label, vertical: false) + (spread * random.Normal() / 2))],
            Y = [.. labels.Select(label => Centre(label, vertical: true) + (spread * random.Normal() / 2))],
            Labels = labels,
            ShareOfVariance = triplets ? 0.389 : 0.472,
        };
    }

    private DistanceHistogramPicture Distances(bool triplets)
    {
        long[] Hill(double centre, double width, int pairs) =>
            [.. Enumerable.Range(0, Bins).Select(bin => (long)(pairs * Math.Exp(-Math.Pow(((2.0 * (bin + 0.5) / Bins) - centre) / width, 2)) * Between(0.9, 1.1)))];

        return new DistanceHistogramPicture { From = 0, To = 2, Positives = Hill(triplets ? 0.4 : 0.16, triplets ? 0.2 : 0.1, 1000), Negatives = Hill(triplets ? 1.35 : 1.02, 0.18, 9000) };
    }

    private RetrievalExample Retrieval(double quality)
    {
        int label = (int)(random.Uniform() * classes);
        return new RetrievalExample
        {
            Query = Thumbnail(label),
            AveragePrecisionAtR = quality == 1 ? 1 : Between(0, quality),
            Neighbours = [.. Enumerable.Range(0, 5).Select(_ => Thumbnail(random.Uniform() < quality ? label : (int)(random.Uniform() * classes)))],
        };
    }

    // A ring whose shape follows the label: enough to see pixels, right way up.
    private Thumbnail Thumbnail(int label)
    {
        byte[] pixels = new byte[side * side];
        for (int i = 0; i < pixels.Length; i++)
        {
            double x = ((i % side) - ((side - 1) / 2.0)) / side * 2;
            double y = ((i / side) - ((side - 1) / 2.0)) / side * 2;
            double ring = Math.Abs(Math.Sqrt((x * x * (1 + (label * 0.3))) + (y * y)) - 0.7);
            pixels[i] = (byte)Math.Clamp((255 * (1 - (2.5 * ring))) + (10 * random.Normal()), 0, 255);
        }

        return new Thumbnail { Index = (int)(random.Uniform() * Items), Label = label, Width = side, Height = side, Pixels = pixels };
    }

    private double Between(double low, double high) => low + ((high - low) * random.Uniform());
}
