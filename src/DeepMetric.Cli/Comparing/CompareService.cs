using DeepMetric.Datasets;
using DeepMetric.Lab.Runner;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Store;

namespace DeepMetric.Cli.Comparing;

/// <summary>What <c>compare</c> is made of; tests put other parts in.</summary>
internal sealed record CompareService
{
    /// <summary>The names of the data sets.</summary>
    public required IReadOnlyList<string> Datasets { get; init; }

    /// <summary>The names of the losses.</summary>
    public required IReadOnlyList<string> Losses { get; init; }

    /// <summary>Loads a data set, by its name or path.</summary>
    public required Func<string, DatasetRequest, DatasetSplit> Load { get; init; }

    /// <summary>Turns choices into a specification; throws an <see cref="ArgumentException"/> for one that does not fit the data.</summary>
    public required Func<DatasetSplit, ComparisonChoices, ComparisonSpec> Specify { get; init; }

    /// <summary>Throws where a device, <c>cpu</c> or <c>cuda</c>, cannot be trained on.</summary>
    public required Action<string> RequireDevice { get; init; }

    /// <summary>Runs a comparison, or goes on with it.</summary>
    public required RunComparison Run { get; init; }

    /// <summary>Writes the report of a finished run.</summary>
    public required Action<RunLayout> WriteReport { get; init; }

    /// <summary>The value of an environment variable, or null.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>The folder of the runs that were not given one of their own.</summary>
    public string RunsFolder { get; init; } = "runs";

    /// <summary>How the program is called.</summary>
    public string Program { get; init; } = "deepmetric";

    /// <summary>Tells elapsed time.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Loads the data and opens the run folder; nothing is trained yet.</summary>
    /// <param name="request">What was asked for.</param>
    /// <exception cref="UsageException">The request does not fit the data or the folder.</exception>
    public PreparedComparison Prepare(CompareRequest request)
    {
        string folder = RunFolderChoice.Of(request, RunsFolder);

        // Before the data are read, which can take a while; and once more when the folder is opened.
        RunFolderChoice.CheckFree(folder, request);
        DatasetSplit data = LoadData(request);
        ComparisonSpec spec = SpecFor(data, request);
        if (!new RunLayout(folder).IsFinished)
        {
            // Before the folder is made, so that a machine that cannot train is left as it was.
            RequireDevice(spec.Device);
        }

        return new PreparedComparison(this, request, data, spec, RunFolderChoice.Open(folder, request, spec));
    }

    private DatasetSplit LoadData(CompareRequest request)
    {
        try
        {
            // A model with a description says itself how images are read for it.
            ImageLoading images = BackbonePreparation.For(request.Choices.Net.Backbone, request.Data.Images);
            return Load(request.Dataset, request.Data with { Images = images });
        }
        catch (DatasetNotFoundException problem)
        {
            throw new IOException($"{problem.Message} A data root is given by {DataRoots.Option} or {DataRoots.Variable}.", problem);
        }
        catch (ArgumentException problem)
        {
            throw new UsageException(ErrorLine.Of(problem));
        }
    }

    private ComparisonSpec SpecFor(DatasetSplit data, CompareRequest request)
    {
        try
        {
            return Specify(data, request.Choices);
        }
        catch (ArgumentException problem)
        {
            throw new UsageException(ErrorLine.Of(problem));
        }
    }
}
