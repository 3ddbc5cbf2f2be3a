using DeepMetric.Datasets;
using DeepMetric.Evaluation;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Runner;

/// <summary>The embeddings that are judged, with what is known of them.</summary>
internal sealed record EvaluationInput
{
    public required string Name { get; init; }

    public required LabeledSet Set { get; init; }

    public required float[] Embeddings { get; init; }

    public required IReadOnlyList<string> ClassNames { get; init; }

    public ReferenceItems? Reference { get; init; }

    /// <summary>The training items themselves, for the baseline; null where there are none.</summary>
    public LabeledSet? TrainSet { get; init; }

    public ModelFacts? Model { get; init; }

    public SplitSpec? Split { get; init; }

    public IReadOnlyList<string> Warnings { get; init; } = [];

    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Embeds a part of a data set with a model.</summary>
    public static EvaluationInput OfModel(EvaluationJob job, IProgress<EmbeddingProgress>? progress, CancellationToken cancellation)
    {
        using EmbeddingModel model = EmbeddingModel.Load(job.ModelFolder!, job.Device, job.Threads);
        DatasetSplit data = Load(job, model, cancellation);
        LabeledSet set = job.Part switch { ItemPart.Train => data.Train, ItemPart.Validation => data.Validation ?? data.Test.Subset([]), _ => data.Test };
        if (set.Count == 0)
        {
            throw new ArgumentException($"Expected items in the part {EmbeddingSource.NameOf(job.Part)} of {data.Name}, found none.");
        }

        (string? refusal, IReadOnlyList<string> warnings, IReadOnlyList<string> notes) = TrainedItemsCheck.Of(model.Card, data, job.Part, set.Labels);
        bool isAllowed = job.Data.Split?.Leaks == LeakPolicy.Allow;
        if (refusal is not null && !isAllowed)
        {
            throw new ArgumentException($"{refusal} Choose the split that it was trained with, or allow it by --leaks allow.");
        }

        float[] embeddings = Embed(job, model, set, $"embedding {EmbeddingSource.NameOf(job.Part)}", progress, cancellation);
        bool usesTrain = job.ReferenceFile is null && job.Part != ItemPart.Train && data.Train.Count > 0 && (job.SearchesReference || !data.IsClassDisjoint);
        ReferenceItems? reference = null;
        IReadOnlyList<string> classNames = data.ClassNames;
        if (usesTrain)
        {
            (EmbeddingTable table, int[] labels) = EmbeddingNumbers.WithClass(Embed(job, model, data.Train, "embedding train", progress, cancellation), data.Train);
            reference = new("train", table, labels);
        }
        else if (job.ReferenceFile is not null)
        {
            (reference, classNames) = ReadReference(job.ReferenceFile, classNames, model.Card.Net.EmbeddingSize);
        }

        return new()
        {
            Name = data.Name,
            Set = set,
            Embeddings = embeddings,
            ClassNames = classNames,
            Reference = reference,
            TrainSet = usesTrain ? data.Train : null,
            Model = ModelFacts.Of(model.Card),
            Split = DatasetSpecs.SplitOf(data),
            Warnings = refusal is null ? warnings : [refusal, .. warnings],
            Notes = [.. data.Notes, .. notes, .. NoClasses(job, reference)],
        };
    }

    /// <summary>Reads embeddings from a file.</summary>
    public static EvaluationInput OfFile(EvaluationJob job, CancellationToken cancellation)
    {
        VectorSet vectors = VectorTable.Read(job.EmbeddingsFile!, job.Data.LabelFile, cancellationToken: cancellation);
        if (vectors.Items.Labels.All(label => label == LabeledSet.Outlier))
        {
            throw new InvalidDataException($"{job.EmbeddingsFile}: expected items with a class, found none.");
        }

        IReadOnlyList<string> classNames = vectors.ClassNames;
        ReferenceItems? reference = null;
        if (job.ReferenceFile is not null)
        {
            (reference, classNames) = ReadReference(job.ReferenceFile, classNames, vectors.Items.ItemSize);
        }

        return new()
        {
            Name = vectors.Items.Name,
            Set = vectors.ItemNames is { } names ? vectors.Items with { ItemNames = names } : vectors.Items,
            Embeddings = vectors.Items.Values,
            ClassNames = classNames,
            Reference = reference,
            Notes = [.. NoClasses(job, reference)],
        };
    }

    private static IEnumerable<string> NoClasses(EvaluationJob job, ReferenceItems? reference) =>
        reference is not null ? []
        : job.ModelFolder is null ? ["No classification: there is no reference to train classifiers on."]
        : job.Part == ItemPart.Train ? ["No classification: these are the training items."]
        : ["No classification: no class is in the training items too."];

    private static DatasetSplit Load(EvaluationJob job, EmbeddingModel model, CancellationToken cancellation)
    {
        string name = job.Dataset
            ?? (DatasetCatalog.Names.Contains(model.Card.Dataset) ? model.Card.Dataset : throw new ArgumentException($"Expected a data set, as the model's own, {model.Card.Dataset}, is none that is known by name; found none."));
        DatasetRequest request = job.Data;
        if (DatasetCatalog.ImagesOf(name, request, cancellation) is { } images)
        {
            request = request with { Split = DatasetSpecs.ChoiceFor(model.Card, images.Name, request.Split) };
            ImagePreparation preparation = model.Preparation ?? throw new ArgumentException($"Expected values in memory, as the model was trained on, found image files in {name}.");
            request = request with { Images = request.Images with { Preparation = preparation, Augmentation = Augmentation.None } };
        }

        DatasetSplit data = DatasetCatalog.Load(name, request, cancellation);
        if (data.Preparation is null && DatasetSpecs.ChoiceFor(model.Card, data.Name, request.Split) is { } choice && choice != request.Split)
        {
            // Values in memory; what they are called shows only now.
            data = DatasetCatalog.Load(name, request with { Split = choice }, cancellation);
        }

        return data.Test.ItemShape.SequenceEqual(model.Card.ItemShape)
            ? data
            : throw new ArgumentException($"Expected items of shape [{string.Join(", ", model.Card.ItemShape)}], as the model takes, found [{string.Join(", ", data.Test.ItemShape)}] in {data.Name}.");
    }

    private static float[] Embed(EvaluationJob job, EmbeddingModel model, LabeledSet set, string stage, IProgress<EmbeddingProgress>? progress, CancellationToken cancellation)
    {
        int dimension = model.Card.Net.EmbeddingSize;
        var embeddings = new float[set.Count * dimension];
        progress?.Report(new(stage, 0, set.Count));
        foreach ((int first, float[] rows) in model.EmbedBlocks(set, 0, job.BatchSize, cancellation))
        {
            rows.CopyTo(embeddings, first * dimension);
            progress?.Report(new(stage, first + (rows.Length / dimension), set.Count));
        }

        return Array.TrueForAll(embeddings, float.IsFinite)
            ? embeddings
            : throw new InvalidDataException($"Expected finite embeddings of {set.Name}, found others: the model's weights or the items' values are too large.");
    }

    /// <summary>Reads embeddings that stand for training; their classes are numbered as those judged are, by name, and others follow.</summary>
    private static (ReferenceItems Reference, IReadOnlyList<string> ClassNames) ReadReference(string file, IReadOnlyList<string> classNames, int dimension)
    {
        VectorSet vectors = VectorTable.Read(file);
        if (vectors.Items.ItemSize != dimension)
        {
            throw new InvalidDataException($"{file}: expected embeddings of {dimension} numbers, as those that are judged have, found {vectors.Items.ItemSize}.");
        }

        string[] names = [.. classNames, .. vectors.ClassNames.Except(classNames)];
        int[] labelOf = [.. vectors.ClassNames.Select(name => Array.IndexOf(names, name))];
        LabeledSet numbered = vectors.Items.WithLabels([.. vectors.Items.Labels.Select(label => label < 0 ? label : labelOf[label])]);
        if (numbered.Labels.All(label => label < 0))
        {
            throw new InvalidDataException($"{file}: expected items with a class, found none.");
        }

        (EmbeddingTable table, int[] labels) = EmbeddingNumbers.WithClass(numbered.Values, numbered);
        return (new(Path.GetFileName(file), table, labels), names);
    }
}
