using System.Globalization;
using DeepMetric.Cli.Comparing;
using DeepMetric.Cli.Rendering;
using DeepMetric.Cli.Studying;
using DeepMetric.Datasets;
using DeepMetric.Lab.Execution;
using DeepMetric.Lab.Recommending;
using DeepMetric.Lab.Runner.Studies;
using DeepMetric.Lab.Store;
using DeepMetric.Lab.Studies;
using Spectre.Console;

namespace DeepMetric.Cli.Recommending;

/// <summary>Describes data, measures, plans a study that fits the time, runs it, and answers.</summary>
/// <param name="console">Where it draws.</param>
/// <param name="service">What it calls.</param>
/// <param name="request">What is asked for.</param>
internal sealed class RecommendRun(IAnsiConsole console, StudyService service, RecommendRequest request)
{
    private const double Safety = 0.8;
    private const double MostMeasuring = 0.35;
    private const int MostExtensions = 3;
    private const int MeasuredTestItems = 500;
    private const int SmallestImage = 32;
    private const int FewestToDivide = 5;
    private const int FewestClassesToDivide = 10;

    // A process and libtorch.
    private const double ProcessSeconds = 1.5;

    private readonly BudgetClock _clock = new(request.Budget);

    // Makes the study of a plan, once the data are read.
    private Func<BudgetPlan, StudySpec>? _resolve;

    private StudyQuestion Question => request.Question;

    /// <summary>Runs to the answer.</summary>
    /// <exception cref="UsageException">The budget does not suffice for anything, or the data cannot be trained on.</exception>
    /// <exception cref="InterruptedException">It was stopped; the message says how to go on.</exception>
    public int Run()
    {
        using var signals = new StopSignals();
        string folder = request.Out ?? FreeFolder.Of(service.RunsFolder, "recommend-", Question.Data, resume: false);
        var layout = new StudyLayout(folder);
        RecommendPlan plan = layout.IsStarted ? Known(layout) : Begin(layout, signals.Token);
        if (!StudyProgress.Of(layout).IsComplete)
        {
            try
            {
                TimedExecution.Run(service, layout, request.Workers, _clock, Say, signals.Token);
                for (int round = 0; round < MostExtensions && Extend(layout, plan) is { } larger; round++)
                {
                    plan = larger;
                    TimedExecution.Run(service, layout, request.Workers, _clock, Say, signals.Token);
                }
            }
            catch (OperationCanceledException)
            {
                throw new InterruptedException($"Stopped; what is done is kept. To go on with a new budget, the same command with --out {GivenCommand.Quote(folder)}; to its end, whatever it takes:{Environment.NewLine}  {string.Join(' ', service.Program)} lab resume {GivenCommand.Quote(folder)}");
            }
        }

        RecommendReport.Write(console, layout, plan, _clock, request.Json);
        return ExitCodes.Success;
    }

    private RecommendPlan Known(StudyLayout layout)
    {
        string path = RecommendReport.PlanPath(layout);
        if (!File.Exists(path))
        {
            throw new UsageException($"--out: expected a new or empty folder, or that of a recommendation, found a study in '{layout.Folder}'.");
        }

        RecommendPlan plan = JsonFile.Read<RecommendPlan>(path);
        IReadOnlyList<string> differences = SpecDifferences.Between(plan.Question with { Task = Question.Task }, Question);
        if (differences.Count > 0)
        {
            throw new UsageException($"--out: '{layout.Folder}' holds another recommendation: {string.Join("; ", differences.Take(3))}.");
        }

        Say($"going on with the recommendation in '{layout.Folder}'");
        return plan with { Question = Question };
    }

    private RecommendPlan Begin(StudyLayout layout, CancellationToken stop)
    {
        if (Directory.Exists(layout.Folder) && Directory.EnumerateFileSystemEntries(layout.Folder).Any())
        {
            throw new UsageException($"--out: expected a new or empty folder, or that of a recommendation, found files in '{layout.Folder}'.");
        }

        try
        {
            return Plan(layout, stop);
        }
        catch (ArgumentException problem)
        {
            throw new UsageException(ErrorLine.Of(problem));
        }
        catch (OperationCanceledException)
        {
            throw new InterruptedException("Stopped before anything was trained; nothing is kept.");
        }
        finally
        {
            if (!layout.IsStarted && Directory.Exists(layout.Folder))
            {
                Directory.Delete(layout.Folder, recursive: true);
            }
        }
    }

    private RecommendPlan Plan(StudyLayout layout, CancellationToken stop)
    {
        Directory.CreateDirectory(layout.Folder);
        var place = new StudyPlace
        {
            DataRoots = [.. DataRoots.Of(request.DataRoots, service.Variable).Select(Path.GetFullPath)],
            ImageCache = Path.GetFullPath(Path.Combine(layout.Folder, "images")),
            SeedBySeed = true,
        };
        Say($"reading {Question.Name}");
        var asked = new DatasetRequest { DataRoots = place.DataRoots, Images = new ImageLoading { Size = Question.ImageSize } };
        double before = _clock.Elapsed;
        DatasetSplit data = WatchedLoad.Load(
            progress => service.LoadFrom(place.ImageCache)(Question.Data, asked with { Images = asked.Images with { Progress = progress } }), _clock, Say, stop);
        double loading = _clock.Elapsed - before;
        (int classesPerBatch, int samplesPerClass, int epochs) = CostProbe.ScaleOf(data);
        DataDescription description = DataDescriber.Describe(data);
        foreach (string sentence in description.Sentences())
        {
            Say(sentence);
        }

        var facts = new PlanningFacts
        {
            TrainItems = data.Train.Count,
            TestItems = data.Test.Count,
            TrainClasses = description.TrainClasses,
            TestClasses = description.TestClasses,
            ItemSize = data.Train.ItemSize,
            BatchSize = classesPerBatch * samplesPerClass,
            Epochs = epochs,
            Workers = request.Workers,
            CanTune = description.SmallestClass >= FewestToDivide && (!description.IsClassDisjoint || description.TrainClasses >= FewestClassesToDivide),
            LargestImageSize = data is { IsImage: true, Preparation: not null } && Question.ImageSize is null && data.Train.ItemShape[^1] > SmallestImage ? data.Train.ItemShape[^1] : null,
            Levels = description.HasLevels ? 2 : 1,
        };

        // What was read is used as long as the same is asked for.
        DatasetSplit LoadOnce(string name, DatasetRequest wanted) => wanted.Split is null && wanted.Images.Size == Question.ImageSize ? data : service.LoadFrom(place.ImageCache)(name, wanted);
        StudySpec Resolve(BudgetPlan plan) => StudyService.Resolve(RecommendedStudy.Of(Question, plan, classesPerBatch, samplesPerClass), place.DataRoots, LoadOnce);
        _resolve = Resolve;
        service.RequireDevice("cpu");
        StudyCosts costs = Measure(Resolve, facts, new StudyItems(place.DataRoots, LoadOnce), loading, stop);
        double time = _clock.Left * Safety;
        if (BudgetPlanner.Choose(facts, costs, time) is not { } chosen)
        {
            BudgetPlan least = BudgetPlanner.Least(facts, costs);
            double needed = (least.Seconds / Safety) + _clock.Elapsed + _clock.Reserved;
            throw new UsageException(
                $"--budget: expected enough time for {least.Seeds} seeds of each loss, below which nothing is tested, found {Durations.Words(request.Budget.TotalSeconds)}: the least takes about {Durations.Words(least.Seconds)} here, besides {Durations.Words(_clock.Elapsed)} to read and measure. Try --budget {Minutes(needed)}.");
        }

        string[] reasons =
        [
            .. PlanWords.Of(chosen, facts),
            $"Predicted: {Durations.Words(chosen.Seconds)} with {Words.Count(request.Workers, "training")} at once, of {Durations.Words(_clock.Left)} left; a fifth is kept as a margin.",
        ];
        foreach (string reason in reasons)
        {
            Say(reason);
        }

        var plan = new RecommendPlan { Question = Question, Data = description, Facts = facts, Costs = costs, Plan = chosen, Reasons = reasons };
        StudySpec spec = Resolve(chosen);
        stop.ThrowIfCancellationRequested();
        JsonFile.Write(RecommendReport.PlanPath(layout), plan);
        JsonFile.Write(layout.PlacePath, place);
        JsonFile.Write(layout.SpecPath, spec);
        return plan;
    }

    /// <summary>Makes the study larger where it came to its end and time is left for more; the units that are finished stay.</summary>
    private RecommendPlan? Extend(StudyLayout layout, RecommendPlan plan)
    {
        if (_resolve is null || !StudyProgress.Of(layout).IsComplete)
        {
            return null;
        }

        var outcomes = new StudyOutcomes(layout);
        ILookup<RunRole, double> seconds = StudyPlan.Of(layout.ReadSpec(), outcomes.Of).Runs
            .Select(run => (run.Role, Time: layout.ReadTime(run.UnitId)))
            .Where(entry => entry.Time is not null)
            .ToLookup(entry => entry.Role, entry => entry.Time!.TrainingSeconds + entry.Time.EvaluationSeconds);
        if (BudgetPlanner.Extend(plan.Plan, plan.Facts, plan.Costs, seconds[RunRole.Final].Average(), seconds[RunRole.Baseline].Average(), _clock.Left * Safety) is not { } larger)
        {
            return null;
        }

        string told = string.Create(
            CultureInfo.InvariantCulture,
            $"Went faster than predicted, and time is left: {larger.Seeds} seeds, {(larger.Trials > 0 ? $"and options tuned by {Words.Count(larger.Trials, "trial")} each" : "options as they are")}; about {Durations.Whole(Math.Max(1, larger.Seconds))} more, whatever the numbers so far are.");
        Say(told);
        RecommendPlan planned = plan with { Plan = larger, Reasons = [.. plan.Reasons, told] };
        StudySpec spec = _resolve(larger);
        JsonFile.Write(layout.SpecPath, spec);
        JsonFile.Write(RecommendReport.PlanPath(layout), planned);
        return planned;
    }

    private StudyCosts Measure(Func<BudgetPlan, StudySpec> resolve, PlanningFacts facts, StudyItems items, double loading, CancellationToken stop)
    {
        int train = Math.Min(facts.TrainItems, Math.Max(CostProbe.StepsPerEpoch * facts.BatchSize, 2 * facts.TrainClasses));
        int test = Math.Min(facts.TestItems, Math.Max(MeasuredTestItems, 2 * facts.TestClasses));
        StudySpec spec = resolve(new BudgetPlan
        {
            Seeds = 1,
            Epochs = facts.Epochs,
            Trials = 0,
            TrialEpochs = 1,
            TrainItems = train == facts.TrainItems ? null : train,
            TestItems = test == facts.TestItems ? null : test,
            Seconds = 0,
            IsFull = false,
        });
        using var late = CancellationTokenSource.CreateLinkedTokenSource(stop);
        late.CancelAfter(TimeSpan.FromSeconds(MostMeasuring * _clock.Budget));
        try
        {
            return CostProbe.Measure(spec, items, request.Workers, loading + ProcessSeconds, what => Say($"measuring {what}"), late.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new UsageException($"--budget: expected enough time to measure a few steps of each loss, found {Durations.Words(request.Budget.TotalSeconds)}; they did not end within {Durations.Words(MostMeasuring * _clock.Budget)}. Give more time, or a smaller net or image size.");
        }
    }

    private static string Minutes(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(seconds / 60):0}m");

    private void Say(string text)
    {
        if (!request.Json && !request.Quiet)
        {
            console.Write(new TrimmedLines(new Text(text)));
        }
    }
}
