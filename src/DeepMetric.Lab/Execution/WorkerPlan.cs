namespace DeepMetric.Lab.Execution;

/// <summary>Which workers to run on which study.</summary>
public sealed record WorkerPlan
{
    /// <summary>The study's folder.</summary>
    public required string Folder { get; init; }

    /// <summary>What starts the command line of DeepMetric: a program and its first arguments, e.g. <c>dotnet</c> and <c>deepmetric-cli.dll</c>.</summary>
    /// <value>Default the command <c>deepmetric</c>.</value>
    public IReadOnlyList<string> Program { get; init; } = ["deepmetric"];

    /// <summary>How many workers.</summary>
    /// <value>Default 1.</value>
    public int Workers { get; init; } = 1;

    /// <summary>The folder of the study, absolute.</summary>
    internal string FullFolder => Path.GetFullPath(Folder);

    /// <summary>The arguments behind the program: <c>lab work FOLDER --threads N</c>.</summary>
    internal IReadOnlyList<string> Arguments(int threads) =>
        [.. Program.Skip(1), "lab", "work", FullFolder, "--threads", threads.ToString(System.Globalization.CultureInfo.InvariantCulture)];

    /// <summary>This plan, if it can be run.</summary>
    /// <exception cref="ExecutionException">The folder is missing, no program is named, or there are no workers.</exception>
    internal WorkerPlan Checked()
    {
        if (Program.Count == 0 || string.IsNullOrWhiteSpace(Program[0]))
        {
            throw new ExecutionException("No program is named that workers are started with; 'deepmetric' is the usual one.");
        }

        if (Workers < 1)
        {
            throw new ExecutionException($"At least 1 worker has to be asked for; it is {Workers}.");
        }

        return Directory.Exists(Folder) ? this : throw new ExecutionException($"The folder '{Folder}' of the study does not exist.");
    }
}
