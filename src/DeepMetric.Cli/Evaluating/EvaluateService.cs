using DeepMetric.Cli.Comparing;
using DeepMetric.Cli.Embedding;
using DeepMetric.Datasets;
using DeepMetric.Lab.Runner;

namespace DeepMetric.Cli.Evaluating;

/// <summary>What <c>evaluate</c> is made of; tests put other parts in.</summary>
internal sealed record EvaluateService
{
    /// <summary>The names of the data sets.</summary>
    public required IReadOnlyList<string> Datasets { get; init; }

    /// <summary>Evaluates.</summary>
    public required Func<EvaluationJob, IProgress<EmbeddingProgress>?, CancellationToken, EvaluationResults> Run { get; init; }

    /// <summary>The value of an environment variable, or null.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Tells elapsed time.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Checks what can be checked before any work.</summary>
    /// <param name="request">What was asked for.</param>
    /// <exception cref="UsageException">It cannot be right.</exception>
    public static void Check(EvaluateRequest request)
    {
        EvaluationJob job = request.Job;
        if (job.ModelFolder is null == job.EmbeddingsFile is null)
        {
            throw new UsageException(job.ModelFolder is null ? "expected --model or --embeddings, found neither." : "expected --model or --embeddings, found both.");
        }

        if (job.ModelFolder is null)
        {
            CheckFile(job);
        }
        else
        {
            ModelChoice.Check(job.ModelFolder);
            if (job.Data.LabelFile is not null)
            {
                throw new UsageException("--labels: expected with --embeddings only, found with --model.");
            }
        }

        CheckFolder("--out", request.OutputPath);
        CheckFolder("--classes", request.ClassPath);
    }

    /// <summary>Evaluates.</summary>
    /// <param name="request">What was asked for, checked.</param>
    /// <param name="progress">Told what is done.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="UsageException">The data do not fit the model.</exception>
    /// <exception cref="InterruptedException">It was stopped.</exception>
    public EvaluationResults Evaluate(EvaluateRequest request, IProgress<EmbeddingProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            return Run(request.Job, progress, cancellation);
        }
        catch (OperationCanceledException)
        {
            throw new InterruptedException("Stopped; nothing was written.");
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

    private static void CheckFolder(string option, string? path)
    {
        if (path is not null && Path.GetDirectoryName(Path.GetFullPath(path)) is string folder && !Directory.Exists(folder))
        {
            throw new UsageException($"{option}: expected a file in an existing folder, found no folder '{folder}'.");
        }
    }

    private static void CheckFile(EvaluationJob job)
    {
        if (job.Dataset is not null)
        {
            throw new UsageException("--dataset: expected with --model only, found with --embeddings, whose labels lie in the file, beside it or in --labels.");
        }

        if (job.Data.Split is not null || job.Part != ItemPart.Test)
        {
            throw new UsageException("--split, --part: expected with --model only, found with --embeddings: a file of embeddings is judged as a whole.");
        }

        if (job.SearchesReference && job.ReferenceFile is null)
        {
            throw new UsageException("--search reference: expected --reference FILE beside it, found none.");
        }
    }
}
