namespace DeepMetric.Cli.Tests.Explaining;

/// <summary>The folder of the repository that the tests were built in.</summary>
internal static class RepositoryFolder
{
    /// <summary>The full path of something in it.</summary>
    public static string Of(string relative)
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "DeepMetric.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return Path.Combine(folder ?? throw new InvalidOperationException("The tests run inside the repository's folder, and it was not found."), relative);
    }
}
