namespace DeepMetric.Datasets;

/// <summary>Goes over all images of a store on all cores.</summary>
internal static class EachImage
{
    /// <summary>Lends each image to <paramref name="take"/>, which keeps it or gives it back, and hands what cannot be read to <paramref name="broken"/>; both are called from several threads, in any order.</summary>
    public static void Of(
        ImageStore source, Action<int, LentImage> take, Action<int, ImageFileException> broken, IProgress<ImageProgress>? progress, CancellationToken cancellation)
    {
        var counter = new ProgressCounter("decoding", source.Count, progress);
        Parallel.For(0, source.Count, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, place =>
        {
            try
            {
                take(place, source.Lend(place));
            }
            catch (ImageFileException problem)
            {
                broken(place, problem);
            }

            counter.Step();
        });
    }
}
