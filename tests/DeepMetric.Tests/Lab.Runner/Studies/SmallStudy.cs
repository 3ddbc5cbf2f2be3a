using DeepMetric.Datasets;
using DeepMetric.Lab.Runner.Studies;
using DeepMetric.Lab.Store;
using DeepMetric.Lab.Studies;

namespace DeepMetric.Tests.Lab.Runner.Studies;

/// <summary>Studies of a few dozen digits, whose units take a fraction of a second each.</summary>
internal static class SmallStudy
{
    public static StudyFile File { get; } = new()
    {
        Name = "small",
        Datasets = [new StudyDataset { Name = "digits", TrainItems = 60, TestItems = 40, Epochs = 2, ClassesPerBatch = 5, SamplesPerClass = 3, Net = new StudyNet { EmbeddingSize = 4 } }],
        Arms = [new StudyArm { Loss = "contrastive" }, new StudyArm { Loss = "triplet" }],
        Seeds = 2,
        ShuffledCanary = false,
    };

    /// <summary>Writes a study into a new folder.</summary>
    public static StudyLayout Begin(string folder, StudyFile file)
    {
        var layout = new StudyLayout(folder);
        Directory.CreateDirectory(folder);
        JsonFile.Write(layout.SpecPath, Resolve(file));
        return layout;
    }

    public static StudySpec Resolve(StudyFile file)
    {
        StudySpec spec = StudyResolver.Resolve(file, quick: false, [], (name, request) => DatasetCatalog.Load(name, request));
        Assert.Empty(StudyDesign.Problems(spec));
        return spec;
    }

    public static StudyItems Items() => new([], (name, request) => DatasetCatalog.Load(name, request));

    public static StudyWorker Worker(StudyLayout layout, IProgress<StudyEvent>? progress = null, int offset = 0) =>
        new(layout, Items(), offset, progress) { Poll = TimeSpan.FromMilliseconds(20), WaitsForOthers = true };

    /// <summary>A study that ran to its end.</summary>
    public static StudyLayout Finished(string folder, StudyFile file)
    {
        StudyLayout layout = Begin(folder, file);
        Assert.True(Worker(layout).Run(TestContext.Current.CancellationToken));
        Assert.True(StudyProgress.Of(layout).IsComplete);
        return layout;
    }

    /// <summary>A study whose worker was cancelled after so many events, again and again.</summary>
    /// <returns>Its files, and how often it was cancelled.</returns>
    public static (StudyLayout Layout, int Interruptions) Disturbed(string folder, StudyFile file, Func<int> patience)
    {
        StudyLayout layout = Begin(folder, file);
        int interruptions = 0;
        while (true)
        {
            using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            try
            {
                Worker(layout, new CancelAfter(patience(), cancellation), interruptions).Run(cancellation.Token);
                return (layout, interruptions);
            }
            catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                interruptions++;
            }
        }
    }

    public static StudyResults Analyze(StudyLayout layout) => StudyAnalysis.Analyze(layout.ReadSpec(), new StudyOutcomes(layout).Of);

    private sealed class CancelAfter(int events, CancellationTokenSource cancellation) : IProgress<StudyEvent>
    {
        private int _left = events;

        public void Report(StudyEvent value)
        {
            if (--_left == 0)
            {
                cancellation.Cancel();
            }
        }
    }
}
