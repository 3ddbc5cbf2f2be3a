using System.Globalization;
using DeepMetric.Cli.Rendering;
using DeepMetric.Datasets;

namespace DeepMetric.Cli.Data;

/// <summary>Words the progress of the libraries' long work.</summary>
internal static class WorkWords
{
    /// <summary>Of images that are read and decoded.</summary>
    /// <param name="to">Told in words; null for nobody.</param>
    public static IProgress<ImageProgress>? Images(IProgress<WorkState>? to) =>
        Worded<ImageProgress>(to, value => new($"{value.Stage} images", Share(value.Done, value.Total), Of(value.Done, value.Total)));

    /// <summary>Of an import.</summary>
    /// <param name="to">Told in words; null for nobody.</param>
    public static IProgress<ImportProgress>? Import(IProgress<WorkState>? to) => Worded<ImportProgress>(to, value =>
    {
        string verb = value.Phase switch
        {
            ImportPhase.Hashing => "checking",
            ImportPhase.Extracting => "extracting",
            ImportPhase.Copying => "copying",
            _ => "placing",
        };
        string files = value.Files > 0 ? $", {Files(value.Files)}" : "";
        return new($"{verb} {Path.GetFileName(Path.TrimEndingDirectorySeparator(value.Source))}", Share(value.BytesDone, value.TotalBytes), $"{Bytes.Of(value.BytesDone, value.TotalBytes)}{files}");
    });

    /// <summary>Of a download.</summary>
    /// <param name="to">Told in words; null for nobody.</param>
    public static IProgress<DownloadProgress>? Download(IProgress<WorkState>? to) => Worded<DownloadProgress>(to, value =>
    {
        if (value.IsChecking)
        {
            return new($"checking {value.FileName}", null, "");
        }

        string rate = value.BytesPerSecond > 0 ? $", {Bytes.Words((long)value.BytesPerSecond)}/s" : "";
        string left = value.TimeLeft is TimeSpan time ? $", {Durations.Whole(Math.Max(1, time.TotalSeconds))} left" : "";
        string attempt = value.Attempt > 1 ? string.Create(CultureInfo.InvariantCulture, $", attempt {value.Attempt}") : "";
        string size = value.TotalBytes is long total ? Bytes.Of(value.BytesReceived, total) : Bytes.Words(value.BytesReceived);
        return new($"downloading {value.FileName}", value.TotalBytes is long all ? Share(value.BytesReceived, all) : null, $"{size}{rate}{left}{attempt}");
    });

    /// <summary>Of a verification.</summary>
    /// <param name="to">Told in words; null for nobody.</param>
    public static IProgress<VerificationProgress>? Verification(IProgress<WorkState>? to) =>
        Worded<VerificationProgress>(to, value => new("hashing files", Share(value.BytesDone, value.TotalBytes), $"{Bytes.Of(value.BytesDone, value.TotalBytes)}, {Files(value.FilesDone)}"));

    private static string Files(long count) => Words.Count((int)Math.Min(int.MaxValue, count), "file");

    private static string Of(int done, int total) => string.Create(CultureInfo.InvariantCulture, $"{done:N0} of {total:N0}");

    private static double? Share(long done, long total) => total > 0 ? Math.Clamp((double)done / total, 0, 1) : null;

    private static WordedProgress<T>? Worded<T>(IProgress<WorkState>? to, Func<T, WorkState> words) => to is null ? null : new(to, words);

    /// <summary>Tells on the thread that is told, in the order in which it is told.</summary>
    private sealed class WordedProgress<T>(IProgress<WorkState> to, Func<T, WorkState> words) : IProgress<T>
    {
        public void Report(T value) => to.Report(words(value));
    }
}
