using System.Diagnostics;
using System.Runtime.InteropServices;
using DeepMetric.Datasets;
using DeepMetric.Evaluation;
using DeepMetric.Lab.Runs;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Store;
using DeepMetric.Lab.Studies;
using DeepMetric.Training;

namespace DeepMetric.Lab.Runner.Studies;

/// <summary>Computes one unit of a study in its folder; goes on where an interrupted one stopped.</summary>
/// <param name="layout">The study's files.</param>
/// <param name="id">The unit's id.</param>
/// <param name="spec">The unit.</param>
/// <param name="items">Loads its items.</param>
internal sealed class StudyUnit(StudyLayout layout, string id, UnitSpec spec, StudyItems items)
{
    /// <summary>Runs to the end, and writes the outcome last.</summary>
    /// <param name="stepped">Told of each step: those made and those of the whole training.</param>
    /// <param name="stillOurs">Whether the result may be written.</param>
    /// <param name="cancellation">Stops after a step, with a checkpoint.</param>
    /// <returns>The outcome; null where another process took the unit over.</returns>
    public UnitOutcome? Run(Action<int, int> stepped, Func<bool> stillOurs, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        Files.CreateFolder();
        JsonFile.Write(layout.UnitSpecPath(id), spec);
        ComputeDevice.Prepare(spec.Run.Device, spec.Run.Threads);
        DatasetSplit data = items.Load(spec.Items);
        double trained = 0;
        UnitOutcome outcome = spec.Kind switch
        {
            UnitKind.Training => Train(data, stepped, out trained, cancellation),
            UnitKind.Baseline => new UnitOutcome { Baselines = BaselinesOf(DataOf(data, cancellation), cancellation) },
            UnitKind.Concatenation => Concatenate(data, cancellation),
            _ => throw new InvalidDataException($"Expected a kind of unit, found {spec.Kind}."),
        };
        if (!stillOurs())
        {
            return null;
        }

        JsonFile.Write(layout.TimePath(id), new UnitTime(trained, clock.Elapsed.TotalSeconds - trained, Environment.MachineName));
        JsonFile.Write(layout.OutcomePath(id), outcome);
        File.Delete(Files.CheckpointPath("safetensors"));
        return outcome;
    }

    private ExperimentSpec Experiment => spec.Run.Experiments[0];

    private UnitLayout Files => UnitLayout.At(layout.UnitFolder(id), new UnitKey(Experiment.Name, spec.Run.Arms is [var arm] ? arm.Name : string.Empty, spec.Run.Seeds[0]));

    private DatasetSplit Featured(DatasetSplit data, CancellationToken cancellation) => spec.Run.Net.FreezeTrunk && data.IsImage
        ? items.Features(data, spec.Run.Net, () =>
            FrozenFeatures.Of(data, spec.Run.Net, Path.Combine(layout.Folder, "features"), spec.Run.Device, spec.Run.Threads, progress: null, cancellation, waitsForOthers: true))
        : data;

    private UnitData DataOf(DatasetSplit data, CancellationToken cancellation) => new(spec.Run, Experiment, Featured(data, cancellation));

    private IReadOnlyList<BaselineResult> BaselinesOf(UnitData data, CancellationToken cancellation) =>
        Baselines.Evaluate(spec.Run, [data], [new UnitPlan(Experiment, new ArmSpec { Name = string.Empty, Loss = string.Empty }, spec.Run.Seeds[0], data)], cancellation);

    private UnitOutcome Train(DatasetSplit data, Action<int, int> stepped, out double seconds, CancellationToken cancellation)
    {
        UnitData unit = DataOf(data, cancellation);
        var runner = new UnitRunner(spec.Run, Experiment, spec.Run.Arms[0], spec.Run.Seeds[0], unit, Files, spec.Steps);
        try
        {
            UnitResult result = runner.Run(showcase: false, _ => { }, (trainer, step) => stepped(step.Step, spec.Steps ?? trainer.TotalSteps), cancellation);
            if (spec.KeepEmbeddings)
            {
                AtomicFile.Write(layout.EmbeddingsPath(id), MemoryMarshal.AsBytes(runner.TestRows.AsSpan()).ToArray());
            }

            return new UnitOutcome { Result = result, Trace = TrainingTraces.Of(runner.Steps, runner.TestRows, spec.Run.Net.EmbeddingSize, unit.EvaluatedTest.Labels, LabelReaction.Of(spec.Run, unit)) };
        }
        catch (TrainingDivergedException diverged)
        {
            return new UnitOutcome { Failure = new UnitFailure(diverged.Step, diverged.Tensor, diverged.Message) };
        }
        finally
        {
            seconds = runner.Timing.TrainingSeconds;
        }
    }

    private UnitOutcome Concatenate(DatasetSplit data, CancellationToken cancellation)
    {
        // A fold that came to no embeddings leaves nothing to lay side by side.
        if (spec.Members.Select(layout.ReadOutcome).FirstOrDefault(member => member?.Failure is not null) is { } failed)
        {
            return new UnitOutcome { Failure = failed.Failure };
        }

        float[] rows = SideBySide([.. spec.Members.Select(member => EmbeddingTable.FromFloats(ReadRows(member), spec.Run.Net.EmbeddingSize).Normalized())]);
        UnitData unit = DataOf(data, cancellation);
        Dictionary<string, double> numbers = EmbeddingNumbers.OfRetrieval(Retrieval.Evaluate(RetrievalQueries.Of(rows, unit.EvaluatedTest).Query, cancellation));
        (EmbeddingTable table, int[] labels) = EmbeddingNumbers.WithClass(rows, unit.EvaluatedTest);
        foreach ((string metric, double value) in EmbeddingNumbers.OfClusters(table, labels, (ulong)spec.Run.Seeds[0], cancellation))
        {
            numbers[metric] = value;
        }

        return new UnitOutcome { Result = new UnitResult { Key = Files.Key, Steps = 0, Numbers = UnitEvaluation.Ordered(numbers), IntraPerClass = [] } };
    }

    private static float[] SideBySide(EmbeddingTable[] parts) =>
    [
        .. from row in Enumerable.Range(0, parts[0].Count)
           from part in parts
           from column in Enumerable.Range(0, part.Dimension)
           select (float)part[row, column],
    ];

    private float[] ReadRows(string member) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(layout.EmbeddingsPath(member))).ToArray();
}
