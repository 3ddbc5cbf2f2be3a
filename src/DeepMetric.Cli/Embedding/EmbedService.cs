using DeepMetric.Cli.Comparing;
using DeepMetric.Datasets;
using DeepMetric.Lab.Runner;

namespace DeepMetric.Cli.Embedding;

/// <summary>What <c>embed</c> is made of; tests put other parts in.</summary>
internal sealed record EmbedService
{
    /// <summary>The names of the data sets.</summary>
    public required IReadOnlyList<string> Datasets { get; init; }

    /// <summary>Embeds.</summary>
    public required Func<EmbeddingJob, IProgress<EmbeddingProgress>?, CancellationToken, EmbeddingRecord> Run { get; init; }

    /// <summary>The value of an environment variable, or null.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>How the program is called.</summary>
    public string Program { get; init; } = "deepmetric";

    /// <summary>Tells elapsed time.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Checks what can be checked before any work.</summary>
    /// <param name="request">What was asked for.</param>
    /// <exception cref="UsageException">It cannot be right.</exception>
    public static void Check(EmbedRequest request)
    {
        EmbeddingJob job = request.Job;
        if (job.Dataset is null == (job.Files.Count == 0))
        {
            throw new UsageException(job.Dataset is null ? "expected --dataset or image files, found neither." : "expected --dataset or image files, found both.");
        }

        ModelChoice.Check(job.ModelFolder);
        if (Path.GetDirectoryName(Path.GetFullPath(job.OutputPath)) is string folder && !Directory.Exists(folder))
        {
            throw new UsageException($"--out: expected a file in an existing folder, found no folder '{folder}'.");
        }

        if (Directory.Exists(job.OutputPath))
        {
            throw new UsageException($"--out: expected a file, found the folder '{job.OutputPath}'.");
        }

        if (!job.Resume && EmbeddingRun.LeftOf(job.OutputPath) is string left)
        {
            throw new UsageException($"--out: expected no unfinished output, found '{left}': go on with it by --resume, or delete it and '{left}.jsonl'.");
        }
    }

    /// <summary>Embeds.</summary>
    /// <param name="request">What was asked for, checked.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops; what is done is kept.</param>
    /// <exception cref="UsageException">The data do not fit the model.</exception>
    /// <exception cref="InterruptedException">It was stopped; the message has the command that goes on.</exception>
    public EmbeddingRecord Embed(EmbedRequest request, IProgress<EmbeddingProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            return Run(request.Job, progress, cancellation);
        }
        catch (OperationCanceledException)
        {
            throw new InterruptedException($"Stopped; what is done is kept. To go on:{Environment.NewLine}  {request.Resuming()}");
        }
        catch (ArgumentException problem)
        {
            throw new UsageException(ErrorLine.Of(problem));
        }
        catch (DatasetNotFoundException problem)
        {
            throw new IOException($"{problem.Message} A data root is given by {DataRoots.Option} or {DataRoots.Variable}.", problem);
        }
    }
}
