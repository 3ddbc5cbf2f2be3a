using System.Globalization;
using DeepMetric.Datasets;

namespace DeepMetric.Cli.Data;

/// <summary>Looks at the files of images and at their first bytes.</summary>
internal static class ImageFileInspection
{
    /// <summary>The most headers that are read unless all are asked for.</summary>
    public const int SampleSize = 20_000;

    /// <summary>Looks at all files, and at all headers or, of a large set, at an even sample of them.</summary>
    /// <param name="index">The images.</param>
    /// <param name="all">Whether to read all headers, however many.</param>
    /// <param name="cancellation">Stops.</param>
    public static ImageFileFacts Of(ImageIndex index, bool all, CancellationToken cancellation)
    {
        Dictionary<string, long> lengths = index.Items.Select(item => item.Path).Distinct(StringComparer.Ordinal).ToDictionary(path => path, path => LengthOf(index, path), StringComparer.Ordinal);
        int count = all ? index.Items.Count : Math.Min(SampleSize, index.Items.Count);
        var headers = new ImageHeader?[count];
        var places = new int[count];
        Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            places[i] = (int)((long)i * index.Items.Count / count);
            ImageItem item = index.Items[places[i]];
            headers[i] = lengths[item.Path] <= 0 ? null : ImageHeader.TryRead(index, item);
        });

        ImageHeader[] read = [.. headers.OfType<ImageHeader>().OrderBy(header => (long)header.Width * header.Height)];
        string PathAt(int i) => index.Items[places[i]].Path;
        IEnumerable<string> Where(Func<ImageHeader?, long, bool> holds, Func<ImageHeader?, string> more) =>
            Enumerable.Range(0, count).Where(i => holds(headers[i], lengths[PathAt(i)])).Select(i => PathAt(i) + more(headers[i])).Distinct(StringComparer.Ordinal);
        return new ImageFileFacts
        {
            Files = lengths.Count,
            Bytes = lengths.Values.Sum(length => Math.Max(0, length)),
            HeadersRead = read.Length,
            Formats = read.CountBy(header => header.Format).OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal).ToDictionary(),
            Grey = read.Count(header => header.IsGrey),
            Sizes = read.Select(header => (header.Width, header.Height)).Distinct().Count(),
            Smallest = read.Length == 0 ? null : [read[0].Width, read[0].Height],
            Median = read.Length == 0 ? null : [Median(read, header => header.Width), Median(read, header => header.Height)],
            Largest = read.Length == 0 ? null : [read[^1].Width, read[^1].Height],
            Missing = NamedFiles.Of(lengths.Where(file => file.Value < 0).Select(file => file.Key)),
            Empty = NamedFiles.Of(lengths.Where(file => file.Value == 0).Select(file => file.Key)),
            Unknown = NamedFiles.Of(Where((header, length) => header is null && length > 0, _ => "")),
            Huge = NamedFiles.Of(Where(
                (header, _) => header is not null && IsTooLarge(header),
                header => string.Create(CultureInfo.InvariantCulture, $" ({header!.Width:N0}x{header.Height:N0})"))),
        };
    }

    /// <summary>Whether an image is not decoded; those of formats that are read at a fraction of their size are.</summary>
    private static bool IsTooLarge(ImageHeader header) => header.Format is not ("JPEG" or "WEBP") && (long)header.Width * header.Height > ImageDecoder.LargestPixelCount;

    private static int Median(ImageHeader[] headers, Func<ImageHeader, int> side) => headers.Select(side).Order().ElementAt(headers.Length / 2);

    private static long LengthOf(ImageIndex index, string path)
    {
        var file = new FileInfo(Path.Combine(index.Root, path.Replace('/', Path.DirectorySeparatorChar)));
        return file.Exists ? file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target ? target.Length : file.Length : -1;
    }
}
