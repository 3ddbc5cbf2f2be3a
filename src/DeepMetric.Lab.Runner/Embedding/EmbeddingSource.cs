using System.Security.Cryptography;
using System.Text;
using DeepMetric.Datasets;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Runner;

/// <summary>The items that are embedded: images that are streamed, or values in memory.</summary>
internal sealed record EmbeddingSource(string Name, LabeledSet Items, StreamedImages? Images, IReadOnlyList<string> ClassNames, SplitPlan? Plan, IReadOnlyList<string> Notes)
{
    /// <summary>Lists the items; no image is read.</summary>
    /// <param name="job">What is asked for.</param>
    /// <param name="card">The model's card.</param>
    /// <param name="preparation">How the model takes images; null where it takes values.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="ArgumentException">The items are not of the kind that the model takes, or the part has none.</exception>
    public static EmbeddingSource Open(EmbeddingJob job, ModelCard card, ImagePreparation? preparation, CancellationToken cancellation)
    {
        ImageIndex? index = job.Files.Count > 0 ? ImageFiles.Of(job.Files, Environment.CurrentDirectory)
            : Directory.Exists(job.Dataset) && !DatasetCatalog.Names.Contains(job.Dataset) ? ImageFiles.In(job.Dataset, cancellation)
            : DatasetCatalog.ImagesOf(job.Dataset!, job.Data, cancellation);
        EmbeddingSource source = index is null ? OfValues(job, card, cancellation)
            : preparation is not null ? OfImages(job, card, index, preparation)
            : throw new ArgumentException($"Expected values in memory, as the model was trained on, found image files in {index.Name}.");
        return source.Items.Count > 0 ? source : throw new ArgumentException($"Expected items in the part {NameOf(job.Part)} of {source.Name}, found none.");
    }

    /// <summary>The name of a part.</summary>
    public static string NameOf(ItemPart? part) => part is null ? "all" : part.Value.ToString().ToLowerInvariant();

    /// <summary>The name of an item's class, or what stands for none.</summary>
    public string LabelOf(int item) => Items.Labels[item] < 0 ? EmbeddingWriter.NoClass : ClassNames[Items.Labels[item]];

    /// <summary>The SHA-256 of the names and classes of all items, in their order.</summary>
    public string ListFingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int item = 0; item < Items.Count; item++)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{Items.ItemName(item)}\0{LabelOf(item)}\n"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static EmbeddingSource OfImages(EmbeddingJob job, ModelCard card, ImageIndex index, ImagePreparation preparation)
    {
        SplitPlan? plan = null;
        ImageIndex chosen = index;
        if (job.Part is ItemPart part)
        {
            plan = (DatasetSpecs.ChoiceFor(card, index.Name, job.Data.Split) ?? new()).PlanFor(SplitSource.From(index));
            int[] places = part switch { ItemPart.Train => plan.Train, ItemPart.Validation => plan.Validation, _ => plan.Test };
            chosen = new(index.Name, index.Root, [.. places.Select(place => index.Items[place])], index.ClassNames, index.CategoryNames);
        }

        StreamedImages images = StreamedImages.Open(chosen, preparation, job.SkipBroken);
        return new(index.Name, images.Items, images, index.ClassNames, plan, index.Notes);
    }

    private static EmbeddingSource OfValues(EmbeddingJob job, ModelCard card, CancellationToken cancellation)
    {
        if (job.Part is null && !DatasetCatalog.Names.Contains(job.Dataset))
        {
            VectorSet vectors = VectorTable.Read(job.Dataset!, job.Data.LabelFile, cancellationToken: cancellation);
            return new(vectors.Items.Name, Named(vectors.Items, "", vectors.ItemNames), null, vectors.ClassNames, null, []);
        }

        DatasetSplit split = DatasetCatalog.Load(job.Dataset!, job.Data, cancellation);
        if (job.Part is not null && DatasetSpecs.ChoiceFor(card, split.Name, job.Data.Split) is { } choice && choice != job.Data.Split)
        {
            split = DatasetCatalog.Load(job.Dataset!, job.Data with { Split = choice }, cancellation);
        }

        LabeledSet train = Named(split.Train, "train/");
        LabeledSet test = Named(split.Test, "test/");
        LabeledSet? validation = split.Validation is null ? null : Named(split.Validation, "validation/");
        LabeledSet items = job.Part switch
        {
            ItemPart.Train => train,
            ItemPart.Validation => validation ?? train.Subset([]),
            ItemPart.Test => test,
            _ => (validation is null ? train : train.Followed(validation)).Followed(test),
        };
        return new(split.Name, items, null, split.ClassNames, job.Part is null ? null : split.Plan, split.Notes);
    }

    private static LabeledSet Named(LabeledSet set, string prefix, IReadOnlyList<string>? names = null) =>
        set with { ItemNames = names ?? set.ItemNames ?? [.. Enumerable.Range(0, set.Count).Select(place => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{prefix}{place}"))] };

    /// <summary>What is to be said of the split beside the one that a model was trained with; null for nothing.</summary>
    public string? SplitNote(ModelCard card)
    {
        if (Plan is null || card.Dataset != Name || card.Split is null || card.Split.Sha256 == Plan.Sha256)
        {
            return null;
        }

        return $"The model was trained with the split {card.Split.Name} ({card.Split.Sha256[..12]}) of {Name}, and this part is of {Plan.Name} ({Plan.Sha256[..12]}): items may have been trained on.";
    }
}
