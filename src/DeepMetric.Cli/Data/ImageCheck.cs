using DeepMetric.Datasets;

namespace DeepMetric.Cli.Data;

/// <summary>What decoding all images found.</summary>
/// <param name="Images">How many there are.</param>
/// <param name="Broken">Those that cannot be read, each with the reason.</param>
internal sealed record ImageCheck(int Images, NamedFiles Broken)
{
    /// <summary>Decodes all images.</summary>
    /// <param name="index">The images.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellation">Stops.</param>
    public static ImageCheck Of(ImageIndex index, IProgress<WorkState>? progress, CancellationToken cancellation)
    {
        var loading = new ImageLoading { SkipBroken = true, Storage = ImageStorage.None, Progress = WorkWords.Images(progress) };
        ImageSet images = ImageSet.Open(index, loading, cancellation);
        return new(index.Items.Count, NamedFiles.Of(images.Broken.Select(problem => $"{Below(index.Root, problem.File)}: {problem.Reason}")));
    }

    private static string Below(string root, string file) => Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/');
}
