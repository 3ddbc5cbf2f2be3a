using System.Diagnostics;
using System.Globalization;
using System.Text;
using DeepMetric.Evaluation;
using DeepMetric.Losses;
using DeepMetric.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Benchmarks;

/// <summary>How time and memory grow with the batch, with the number of classes, and with the number of items that are retrieved from: a table, an exponent for each, and a plot.</summary>
internal static class Growth
{
    private const int Dimension = 128;
    private const int WarmUpMilliseconds = 1500;
    private static readonly int[] s_batches = [512, 1024, 2048, 4096, 8192];
    private static readonly int[] s_classes = [4, 16, 64, 256, 1024];
    private static readonly int[] s_items = [5_000, 10_000, 20_000, 40_000, 80_000];
    private static readonly string[] s_colors = ["#1b6ca8", "#c0392b", "#2e8b57", "#8e44ad", "#d68910"];

    /// <summary>Measures one point in a process of its own, and prints milliseconds and megabytes.</summary>
    public static void PrintPoint(string series, int n, int classes)
    {
        Action work = Work(series, n, classes);
        work();
        double before = PeakMemory.Reset();
        work();
        double megabytes = Math.Max(0, PeakMemory.Now - before);
        var warmUp = Stopwatch.StartNew();
        for (int i = 0; i < 60 && warmUp.ElapsedMilliseconds < WarmUpMilliseconds; i++)
        {
            work();
        }

        int repeats = n <= 4096 ? 9 : 3;
        List<double> times = [];
        for (int i = 0; i < repeats; i++)
        {
            var clock = Stopwatch.StartNew();
            work();
            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{times.Order().ElementAt(repeats / 2):F3} {megabytes:F1}"));
    }

    /// <summary>Measures all points and writes <c>growth.md</c> and <c>growth.svg</c>.</summary>
    public static void Write(string results)
    {
        string[] losses = ["triplet", "contrastive", "ntxent", "multi-similarity"];
        Curve[] byBatch = [.. losses.Select(loss => Measure(loss, "n", [.. s_batches.Select(n => (n, n, 64))]))];
        Curve[] byClasses = [.. losses.Select(loss => Measure(loss, "classes", [.. s_classes.Select(classes => (classes, 2048, classes))]))];
        Curve[] retrieval = [Measure("retrieval", "n", [.. s_items.Select(n => (n, n, 100))])];
        var page = new StringBuilder();
        page.AppendLine("# How time and memory grow").AppendLine();
        page.AppendLine("Written by `dotnet run -c Release --project benchmarks/DeepMetric.Benchmarks -- growth`. Forward and backward of a loss over 128-d float rows, each point in a process of its own, warmed up; medians.");
        page.AppendLine("The exponent is the slope of a least-squares line through the logarithms. Retrieval is all metrics down to the largest class.").AppendLine();
        page.AppendLine(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd}, {Environment.ProcessorCount} cores and threads, .NET {Environment.Version}, libtorch {torch.__version__}.").AppendLine();
        Table(page, "With the batch, 64 classes", byBatch);
        Table(page, "With the number of classes, batches of 2,048", byClasses);
        Table(page, "Retrieval with the number of items, 100 classes", retrieval);
        page.AppendLine("![Time against size, both logarithmic](growth.svg)");
        File.WriteAllText(Path.Combine(results, "growth.md"), page.ToString());
        File.WriteAllText(Path.Combine(results, "growth.svg"), Plot([.. byBatch, .. retrieval]));
    }

    private static Action Work(string series, int n, int classes)
    {
        if (series == "retrieval")
        {
            var random = new SeededRandom(1);
            float[] rows = new float[n * Dimension];
            for (int i = 0; i < rows.Length; i++)
            {
                rows[i] = (float)random.NextGaussian();
            }

            EmbeddingTable table = EmbeddingTable.FromFloats(rows, Dimension);
            int[] labels = [.. Enumerable.Range(0, n).Select(i => i % classes)];
            return () => Retrieval.Evaluate(new RetrievalQuery(table, labels) { Depth = RetrievalDepth.LargestClass });
        }

        Tensor x = randn(n, Dimension).requires_grad_();
        Tensor y = arange(n).remainder(classes);
        MetricLoss loss = LossCatalog.Create(series, new LossSetting(LossForm.AuthorCode));
        return () =>
        {
            using var scope = NewDisposeScope();
            x.grad = null;
            using LossResult result = loss.Compute(x, y);
            result.Value.backward();
        };
    }

    private static Curve Measure(string series, string axis, (int Size, int N, int Classes)[] points)
    {
        List<Point> measured = [];
        foreach ((int size, int n, int classes) in points)
        {
            string program = Environment.ProcessPath!;
            string[] arguments = ["growth-point", series, n.ToString(CultureInfo.InvariantCulture), classes.ToString(CultureInfo.InvariantCulture)];
            using Process process = Process.Start(new ProcessStartInfo(
                program, Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(Growth).Assembly.Location, .. arguments] : arguments)
            { RedirectStandardOutput = true })!;
            string[] output = process.StandardOutput.ReadToEnd().Split(' ', StringSplitOptions.TrimEntries);
            process.WaitForExit();
            measured.Add(new Point(size, double.Parse(output[0], CultureInfo.InvariantCulture), double.Parse(output[1], CultureInfo.InvariantCulture)));
            Console.WriteLine($"{series} {axis} {size}: {output[0]} ms, {output[1]} MB");
        }

        return new Curve(series, axis, measured);
    }

    private static void Table(StringBuilder page, string title, Curve[] curves)
    {
        page.AppendLine(CultureInfo.InvariantCulture, $"## {title}").AppendLine();
        page.Append("| |");
        foreach (Point point in curves[0].Points)
        {
            page.Append(CultureInfo.InvariantCulture, $" {curves[0].Axis} = {point.Size} |");
        }

        page.AppendLine(" time grows as | memory as |");
        page.AppendLine("|---|" + string.Concat(Enumerable.Repeat("---|", curves[0].Points.Count + 2)));
        foreach (Curve curve in curves)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {curve.Name} |");
            foreach (Point point in curve.Points)
            {
                page.Append(CultureInfo.InvariantCulture, $" {point.Milliseconds:G3} ms, {point.Megabytes:F0} MB |");
            }

            page.AppendLine(CultureInfo.InvariantCulture, $" {curve.Axis}^{Exponent(curve, point => point.Milliseconds):F2} | {curve.Axis}^{Exponent(curve, point => point.Megabytes):F2} |");
        }

        page.AppendLine();
    }

    private static double Exponent(Curve curve, Func<Point, double> value)
    {
        (double X, double Y)[] logs = [.. curve.Points.Where(point => value(point) > 0).Select(point => (Math.Log(point.Size), Math.Log(value(point))))];
        if (logs.Length < 2)
        {
            return double.NaN;
        }

        (double x, double y) = (logs.Average(log => log.X), logs.Average(log => log.Y));
        return logs.Sum(log => (log.X - x) * (log.Y - y)) / logs.Sum(log => (log.X - x) * (log.X - x));
    }

    private static string Plot(Curve[] curves)
    {
        const double width = 720, height = 460, left = 70, right = 180, top = 20, bottom = 50;
        Point[] all = [.. curves.SelectMany(curve => curve.Points)];
        (double minX, double maxX) = (Math.Log10(all.Min(point => point.Size)), Math.Log10(all.Max(point => point.Size)));
        (double minY, double maxY) = (Math.Floor(Math.Log10(all.Min(point => point.Milliseconds))), Math.Ceiling(Math.Log10(all.Max(point => point.Milliseconds))));
        double X(double size) => left + ((Math.Log10(size) - minX) / (maxX - minX) * (width - left - right));
        double Y(double time) => height - bottom - ((Math.Log10(time) - minY) / (maxY - minY) * (height - top - bottom));
        var svg = new StringBuilder();
        svg.AppendLine(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\">");
        svg.AppendLine("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>");
        for (double power = minY; power <= maxY; power++)
        {
            double y = Y(Math.Pow(10, power));
            svg.AppendLine(CultureInfo.InvariantCulture, $"<line x1=\"{left}\" x2=\"{width - right}\" y1=\"{y:F1}\" y2=\"{y:F1}\" stroke=\"#ddd\"/><text x=\"{left - 8}\" y=\"{y + 4:F1}\" text-anchor=\"end\">{Math.Pow(10, power):G} ms</text>");
        }

        foreach (int size in all.Select(point => point.Size).Distinct().Order())
        {
            svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{X(size):F1}\" y=\"{height - bottom + 20}\" text-anchor=\"middle\" font-size=\"9\">{size}</text>");
        }

        svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{(left + width - right) / 2}\" y=\"{height - 10}\" text-anchor=\"middle\">items</text>");
        for (int i = 0; i < curves.Length; i++)
        {
            string points = string.Join(' ', curves[i].Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{X(point.Size):F1},{Y(point.Milliseconds):F1}")));
            svg.AppendLine(CultureInfo.InvariantCulture, $"<polyline points=\"{points}\" fill=\"none\" stroke=\"{s_colors[i % s_colors.Length]}\" stroke-width=\"2\"/>");
            svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{width - right + 10}\" y=\"{top + 20 + (18 * i)}\" fill=\"{s_colors[i % s_colors.Length]}\">{curves[i].Name}: n^{Exponent(curves[i], point => point.Milliseconds):F2}</text>");
        }

        return svg.AppendLine("</svg>").ToString();
    }

    private sealed record Point(int Size, double Milliseconds, double Megabytes);

    private sealed record Curve(string Name, string Axis, IReadOnlyList<Point> Points);
}
