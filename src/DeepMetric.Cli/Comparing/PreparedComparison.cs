using DeepMetric.Datasets;
using DeepMetric.Lab.Runner;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Store;

namespace DeepMetric.Cli.Comparing;

/// <summary>A comparison whose data are loaded and whose folder is open.</summary>
internal sealed class PreparedComparison(CompareService service, CompareRequest request, DatasetSplit data, ComparisonSpec spec, RunFolder folder) : IDisposable
{
    /// <summary>What is run.</summary>
    public ComparisonSpec Spec => spec;

    /// <summary>The data set.</summary>
    public DatasetSplit Data => data;

    /// <summary>Where its files lie.</summary>
    public RunLayout Layout => folder.Layout;

    /// <summary>Whether it was finished before.</summary>
    public bool WasFinished { get; } = folder.IsFinished;

    /// <summary>Runs, or goes on, and writes the report; a finished run is read.</summary>
    /// <param name="progress">Told what happens.</param>
    /// <param name="cancellation">Stops with a checkpoint.</param>
    /// <exception cref="InterruptedException">It was cancelled; the message has the command that goes on.</exception>
    public ComparisonResults Run(IProgress<RunEvent>? progress, CancellationToken cancellation)
    {
        ComparisonResults results;
        try
        {
            results = WasFinished ? Layout.ReadResults() : service.Run(spec, data, folder, progress, request.Command.ToString(), cancellation);
        }
        catch (OperationCanceledException)
        {
            throw new InterruptedException($"Stopped; what is done is kept. To go on:{Environment.NewLine}  {request.Command.Resuming(Layout.Folder)}");
        }

        // A run that was killed between its results and its report has none yet.
        if (!WasFinished || !File.Exists(Layout.ReportPath))
        {
            service.WriteReport(Layout);
        }

        return results;
    }

    /// <summary>Gives the folder back.</summary>
    public void Dispose() => folder.Dispose();
}
