using DeepMetric.Datasets;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Studies;
using DeepMetric.Losses;
using DeepMetric.Miners;

namespace DeepMetric.Lab.Runner.Studies;

/// <summary>Turns a study's file into a study that is ready to run: finds its data sets, and fills in what they decide.</summary>
public static class StudyResolver
{
    /// <summary>Resolves a study.</summary>
    /// <param name="file">The study as it was written.</param>
    /// <param name="quick">Whether its quick form is wanted.</param>
    /// <param name="dataRoots">The folders that hold one folder per data set.</param>
    /// <param name="load">Loads a data set by its name or path.</param>
    /// <param name="looking">Told of each data set before it is read.</param>
    /// <exception cref="ArgumentException">The study does not fit its data sets, or none of them was found.</exception>
    public static StudySpec Resolve(StudyFile file, bool quick, IReadOnlyList<string> dataRoots, Func<string, DatasetRequest, DatasetSplit> load, Action<string>? looking = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        StudyFile chosen = quick ? file.InQuickForm() : file;
        chosen = chosen with { Arms = [.. chosen.Arms.Select(Checked)], SchemaFile = null };
        var found = new List<ResolvedDataset>();
        var skipped = new List<SkippedDataset>();
        foreach (StudyDataset dataset in chosen.Datasets)
        {
            looking?.Invoke(dataset.Name);
            try
            {
                found.Add(Resolve(chosen, dataset, new StudyItems(dataRoots, load)));
            }
            catch (DatasetNotFoundException missing)
            {
                // Where was looked is left out: it would make the study's specification that of one machine.
                skipped.Add(new SkippedDataset(dataset.Name, $"Its files are in no data root. {missing.HowToGet}"));
            }
        }

        return found.Count > 0
            ? new StudySpec { File = chosen, IsQuick = quick, Datasets = found, Skipped = skipped }
            : throw new ArgumentException($"Expected at least one of the study's data sets, found none. {string.Join(" ", skipped.Select(set => $"{set.Name}: {set.Reason}"))}");
    }

    /// <summary>Checks an arm's loss, options and miner, and says that a loss without a margin has none to match.</summary>
    private static StudyArm Checked(StudyArm arm)
    {
        LossForm form = FormNames.Parse(arm.Form);
        using MetricLoss loss = ArmLosses.Create(new ArmSpec { Name = arm.Loss, Loss = arm.Loss, Options = arm.Options }, form, new LossDimensions(1, 1), 0);
        if (loss.Traits.HasFlag(LossTraits.TwoViews))
        {
            throw new ArgumentException($"Expected a loss over labelled items, found '{arm.Loss}', which compares two views of each item.");
        }

        if (arm.Miner is { } miner)
        {
            MinerCatalog.Create(miner.Name, miner.Options);
        }

        bool hasMargin = Replication.DrawnPairsLoss.Names.Contains(arm.Loss) || LossCatalog.Find(arm.Loss).MarginOption is not null;
        return hasMargin ? arm : arm with { Margins = [] };
    }

    private static ResolvedDataset Resolve(StudyFile study, StudyDataset dataset, StudyItems items)
    {
        var whole = new UnitItems
        {
            Data = dataset.Data ?? dataset.Name,
            Split = dataset.Split,
            TrainItems = dataset.TrainItems,
            TestItems = dataset.TestItems,
            ImageSize = dataset.ImageSize,
        };
        DatasetSplit data = items.Load(whole);
        ComparisonSpec run = Specify(study, dataset, data);
        return new ResolvedDataset
        {
            Name = dataset.Name,
            Facts = DatasetSpecs.FactsOf(data),
            IsClassDisjoint = data.IsClassDisjoint,
            Items = whole,
            Run = run,
            Parts = [.. PartsOf(study, data, whole).Select(part => Describe(part, items))],
        };
    }

    private static ComparisonSpec Specify(StudyFile study, StudyDataset dataset, DatasetSplit data)
    {
        StudyArm[] arms = [.. study.Arms.Where(arm => arm.Has(dataset.Name))];
        ComparisonSpec run = ComparisonDefaults.Create(data, new ComparisonChoices
        {
            Losses = ["contrastive", "triplet"],
            Forms = [FormNames.AuthorCode],
            Seeds = study.Seeds,
            Epochs = dataset.Epochs,
            ClassesPerBatch = dataset.ClassesPerBatch,
            SamplesPerClass = dataset.SamplesPerClass,
            Net = new NetChoices
            {
                Backbone = dataset.Net.Backbone,
                EmbeddingSize = dataset.Net.EmbeddingSize,
                HeadHidden = dataset.Net.HeadHidden,
                Weights = dataset.Net.Weights,
                FreezeTrunk = dataset.Net.FreezeTrunk,
            },
            Optimization = dataset.Optimization,
            Threads = study.Threads,
            Device = study.Device,
        });
        return run with
        {
            Dataset = dataset.Name,
            Arms = [.. arms.Select(ArmOf)],
            Experiments = [run.Experiments[0] with { Name = dataset.CoarseLabels ? ExperimentSpec.Fine : ExperimentSpec.Main, CoarseLabels = dataset.CoarseLabels }],
        };
    }

    private static ArmSpec ArmOf(StudyArm arm) => new()
    {
        Name = arm.Title,
        Loss = arm.Loss,
        Options = arm.Options,
        Miner = arm.Miner,
        Settings = Replication.DrawnPairsLoss.Names.Contains(arm.Loss)
            ? new Dictionary<string, System.Text.Json.Nodes.JsonObject>()
            : new Dictionary<string, System.Text.Json.Nodes.JsonObject> { [arm.Form] = LossCatalog.OptionsOf(arm.Loss, FormNames.Parse(arm.Form), arm.Options) },
    };

    private static IEnumerable<UnitItems> PartsOf(StudyFile study, DatasetSplit data, UnitItems whole)
    {
        bool tuned = study.Tracks.Contains(Track.Tuned);
        if (study.Folds is int folds && data.IsClassDisjoint)
        {
            for (int fold = 1; fold <= folds; fold++)
            {
                yield return whole with { Folds = folds, Fold = fold };
                if (tuned)
                {
                    yield return whole with { Folds = folds, Fold = fold, OnValidation = true };
                }
            }
        }
        else if (tuned)
        {
            yield return whole with { ValidationShare = study.Tuning.ValidationShare, OnValidation = true };
        }
    }

    private static ResolvedPart Describe(UnitItems part, StudyItems items)
    {
        DatasetSplit data = items.Load(part);
        return new ResolvedPart(part, data.ComputeContentHash(), DatasetSpecs.SplitOf(data), data.Train.Count);
    }
}
