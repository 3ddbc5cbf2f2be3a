using System.Text.Json.Nodes;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Tuning;

namespace DeepMetric.Lab.Studies;

/// <summary>Makes the units of one data set of a study.</summary>
internal sealed class UnitFactory(StudySpec spec, ResolvedDataset dataset)
{
    // A canary has to show that nothing is learnt, not how nothing converges.
    private const int MostCanaryEpochs = 3;

    /// <summary>The study.</summary>
    public StudyFile Study => spec.File;

    /// <summary>The data set.</summary>
    public ResolvedDataset Dataset => dataset;

    /// <summary>The arms that take part in a track.</summary>
    public StudyArm[] ArmsOn(Track track) => [.. Arms.Where(arm => arm.Has(track))];

    /// <summary>The arms that take part in the data set.</summary>
    public IEnumerable<StudyArm> Arms => spec.File.Arms.Where(arm => arm.Has(dataset.Name));

    /// <summary>The folds, from 1; 0 alone where there are none.</summary>
    public IReadOnlyList<int> Folds => spec.File.Folds is int folds && dataset.IsClassDisjoint ? [.. Enumerable.Range(1, folds)] : [0];

    /// <summary>The seeds.</summary>
    public IReadOnlyList<int> Seeds => dataset.Run.Seeds;

    /// <summary>Passes over the training items of a final training.</summary>
    public int Epochs => dataset.Run.Experiments[0].Epochs;

    /// <summary>A training whose numbers are the arm's.</summary>
    public PlannedRun Final(Track track, StudyArm arm, int seed, int fold, ArmChanges? changes = null, int? steps = null)
    {
        UnitSpec unit = Training(arm, seed, ItemsOf(fold), Epochs, changes) with { Steps = steps, KeepEmbeddings = fold > 0 };
        return Use(track, RunRole.Final, arm, seed, fold, unit) with { Values = changes?.Values };
    }

    /// <summary>The embeddings of an arm's folds, side by side.</summary>
    public PlannedRun Concatenated(Track track, StudyArm arm, int seed, IReadOnlyList<PlannedRun> folds) =>
        Use(track, RunRole.Concatenated, arm, seed, 0, Training(arm, seed, dataset.Items, Epochs, null) with { Kind = UnitKind.Concatenation, Members = [.. folds.Select(run => run.UnitId)] });

    /// <summary>A training that shows how far a margin keeps negatives.</summary>
    public PlannedRun MarginTry(StudyArm arm, int number, ArmChanges? changes) =>
        Use(Track.MarginMatched, RunRole.MarginTry, arm, Seeds[0], 0, Training(arm, Seeds[0], ItemsOf(Folds[0]), Study.MarginMatching.Epochs ?? Epochs, changes)) with
        {
            Number = number,
            Values = changes?.Values,
        };

    /// <summary>A training that is judged on items set aside.</summary>
    public PlannedRun Trial(StudyArm arm, int number, int fold, ArmChanges changes)
    {
        UnitItems items = fold > 0
            ? dataset.Items with { Folds = Study.Folds, Fold = fold, OnValidation = true }
            : dataset.Items with { ValidationShare = Study.Tuning.ValidationShare, OnValidation = true };
        return Use(Track.Tuned, RunRole.Trial, arm, Seeds[0], fold, Training(arm, Seeds[0], items, Study.Tuning.Epochs ?? Epochs, changes)) with { Number = number, Values = changes.Values };
    }

    /// <summary>The canary of an arm.</summary>
    public PlannedRun Shuffled(StudyArm arm)
    {
        UnitSpec unit = Training(arm, Seeds[0], dataset.Items, Math.Min(Epochs, MostCanaryEpochs), null);
        return Use(Track.AsIs, RunRole.ShuffledCanary, arm, Seeds[0], 0, unit with { Run = unit.Run with { ShuffledLabels = "all" } });
    }

    /// <summary>The raw input and the untrained nets.</summary>
    public PlannedRun Baseline()
    {
        var unit = new UnitSpec { Kind = UnitKind.Baseline, Items = dataset.Items, Run = dataset.Run with { Arms = [] } };
        return new PlannedRun { Dataset = dataset.Name, Track = Track.AsIs, Role = RunRole.Baseline, Arm = string.Empty, Seed = 0, Unit = unit, UnitId = unit.ComputeId() };
    }

    private PlannedRun Use(Track track, RunRole role, StudyArm arm, int seed, int fold, UnitSpec unit) =>
        new() { Dataset = dataset.Name, Track = track, Role = role, Arm = arm.Title, Seed = seed, Fold = fold, Unit = unit, UnitId = unit.ComputeId() };

    private UnitItems ItemsOf(int fold) => fold > 0 ? dataset.Items with { Folds = Study.Folds, Fold = fold } : dataset.Items;

    // A unit's arm goes by its loss, so that arms of different names with equal settings are one unit.
    private UnitSpec Training(StudyArm arm, int seed, UnitItems items, int epochs, ArmChanges? changes)
    {
        ResolvedPart? part = items == dataset.Items ? null : dataset.Parts.FirstOrDefault(candidate => candidate.Items == items)
            ?? throw new InvalidDataException($"Expected the items of {dataset.Name} that a unit works on in the study's specification, found none for fold {items.Fold ?? 0}.");
        ArmChanges applied = changes ?? ArmChanges.None;
        return new UnitSpec
        {
            Kind = UnitKind.Training,
            Items = items,
            Run = dataset.Run with
            {
                DatasetSha256 = part?.Sha256 ?? dataset.Run.DatasetSha256,
                Split = part is null ? dataset.Run.Split : part.Split,
                Arms = [new ArmSpec { Name = arm.Loss, Loss = arm.Loss, Options = applied.Merge(arm.Options), Miner = arm.Miner }],
                Experiments = [dataset.Run.Experiments[0] with { Form = arm.Form, Epochs = epochs, Arms = null }],
                Seeds = [seed],
                ClassesPerBatch = arm.ClassesPerBatch ?? dataset.Run.ClassesPerBatch,
                SamplesPerClass = arm.SamplesPerClass ?? dataset.Run.SamplesPerClass,
                Optimization = applied.LearningRate is double rate ? dataset.Run.Optimization with { LearningRate = rate } : dataset.Run.Optimization,
            },
        };
    }
}

/// <summary>What a track changes of an arm.</summary>
/// <param name="Values">The values, by parameter.</param>
internal sealed record ArmChanges(IReadOnlyDictionary<string, ParameterValue> Values)
{
    /// <summary>The parameter that is no option of a loss.</summary>
    public const string LearningRateName = "learningRate";

    /// <summary>Nothing.</summary>
    public static ArmChanges None { get; } = new(new Dictionary<string, ParameterValue>());

    /// <summary>The learning rate; null for the data set's.</summary>
    public double? LearningRate => Values.TryGetValue(LearningRateName, out ParameterValue value) ? value.Number : null;

    /// <summary>One margin.</summary>
    public static ArmChanges Margin(double margin) => new(new Dictionary<string, ParameterValue> { ["margin"] = margin });

    /// <summary>The options of an arm with these in their place.</summary>
    public JsonObject Merge(JsonObject options)
    {
        var merged = (JsonObject)options.DeepClone();
        foreach ((string name, ParameterValue value) in Values.Where(value => value.Key != LearningRateName).OrderBy(value => value.Key, StringComparer.Ordinal))
        {
            merged[name] = value.Number is double number ? JsonValue.Create(number) : value.Flag is bool flag ? JsonValue.Create(flag) : JsonValue.Create(value.Text);
        }

        return merged;
    }
}
