using System.Security.Cryptography;
using System.Text;
using DeepMetric.Datasets;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Store;

namespace DeepMetric.Lab.Runner;

/// <summary>Embeds items with a trained model into a file, block by block.</summary>
/// <remarks>
/// Memory is that of the model and of a few blocks, whatever the number of images: an image is read and decoded once, when it is its turn. Rows go to <c>FILE.part</c>,
/// and the file itself appears when all are there. A run that was stopped and goes on gives the very bytes of one that was not.
/// </remarks>
public static class EmbeddingRun
{
    /// <summary>The record beside an output.</summary>
    /// <param name="output">The file of embeddings.</param>
    public static string RecordPathOf(string output) => output + ".json";

    /// <summary>The rows that an unfinished run left; null where there are none.</summary>
    /// <param name="output">The file of embeddings.</param>
    public static string? LeftOf(string output) => EmbeddingJournal.IsThere(output) ? EmbeddingJournal.RowsPathOf(output) : null;

    /// <summary>Embeds.</summary>
    /// <param name="job">What, by which model and whereto.</param>
    /// <param name="progress">Told after each block.</param>
    /// <param name="cancellation">Stops; what is done is kept.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="ArgumentException">The items do not fit the model, or the output is of no known format.</exception>
    /// <exception cref="ImageFileException">An image cannot be read, and such are not to be skipped.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or what an earlier run left is of other data or settings.</exception>
    /// <exception cref="IOException">A file cannot be read or written; or an earlier run left something, and <see cref="EmbeddingJob.Resume"/> is not set.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static EmbeddingRecord Run(EmbeddingJob job, IProgress<EmbeddingProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (!EmbeddingWriter.Takes(job.OutputPath))
        {
            throw new ArgumentException($"Expected a file name that ends in .npy, .csv or .parquet, found {job.OutputPath}.", nameof(job));
        }

        if (!job.Resume && LeftOf(job.OutputPath) is string left)
        {
            throw new IOException($"{left}: expected no unfinished output, found one: go on with it, or delete it.");
        }

        using EmbeddingModel model = EmbeddingModel.Load(job.ModelFolder, job.Device, job.Threads);
        EmbeddingSource source = EmbeddingSource.Open(job, model.Card, model.Preparation, cancellation);
        if (!source.Items.ItemShape.SequenceEqual(model.Card.ItemShape))
        {
            throw new ArgumentException(
                $"Expected items of shape [{string.Join(", ", model.Card.ItemShape)}], as the model takes, found [{string.Join(", ", source.Items.ItemShape)}] in {source.Name}.");
        }

        int dimension = model.Card.Net.EmbeddingSize;
        Func<int, int, string> dataOf = FingerprintOf(source);
        using EmbeddingJournal journal = EmbeddingJournal.Open(job.OutputPath, dimension, Settings(job, model, source), dataOf);
        if (!job.SkipBroken && journal.Blocks.SelectMany(block => block.Broken).FirstOrDefault() is { Value: string problem } broken)
        {
            throw new IOException($"{source.Items.ItemName(broken.Key)}: {problem} It was left out before the run was stopped: go on in the same way, leaving such images out.");
        }

        Stream(job, model, source, journal, dataOf, progress, cancellation);
        EmbeddingRecord record = RecordOf(job, model.Card, source, journal);
        Write(job, source, journal, dimension, record);
        return record;
    }

    private static void Stream(
        EmbeddingJob job, EmbeddingModel model, EmbeddingSource source, EmbeddingJournal journal, Func<int, int, string> dataOf, IProgress<EmbeddingProgress>? progress, CancellationToken cancellation)
    {
        int total = source.Items.Count;
        int skipped = journal.Blocks.Sum(block => block.Broken.Count);
        progress?.Report(new("embedding", journal.Done, total, skipped));
        foreach ((int first, float[] rows) in model.EmbedBlocks(source.Items, journal.Done, job.BatchSize, cancellation))
        {
            int count = rows.Length / model.Card.Net.EmbeddingSize;
            Dictionary<int, string> broken = source.Images is null
                ? []
                : Enumerable.Range(first, count).Select(place => (place, source.Images.ProblemOf(place))).Where(entry => entry.Item2 is not null).ToDictionary(entry => entry.place, entry => entry.Item2!.Reason);
            CheckFinite(source, first, rows, count, broken);
            journal.Append(new EmbeddingBlock { First = first, Count = count, DataSha256 = dataOf(first, count), Broken = broken }, rows);
            skipped += broken.Count;
            progress?.Report(new("embedding", first + count, total, skipped));
        }

        if (journal.Done < total)
        {
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private static void CheckFinite(EmbeddingSource source, int first, float[] rows, int count, Dictionary<int, string> broken)
    {
        int bad = Array.FindIndex(rows, value => !float.IsFinite(value));
        int place = bad < 0 ? -1 : first + (bad / (rows.Length / count));
        if (place >= 0 && !broken.ContainsKey(place))
        {
            throw new InvalidDataException($"Expected finite embeddings, found {rows[bad]} for {source.Items.ItemName(place)}: the model's weights or the item's values are too large.");
        }
    }

    private static Func<int, int, string> FingerprintOf(EmbeddingSource source)
    {
        if (source.Images is { } images)
        {
            return (first, count) => Convert.ToHexStringLower(images.FingerprintOf(first, count));
        }

        // Values in memory are one whole: its fingerprint is taken once.
        var whole = new Lazy<string>(source.Items.ComputeContentHash);
        return (_, _) => whole.Value;
    }

    private static Dictionary<string, string> Settings(EmbeddingJob job, EmbeddingModel model, EmbeddingSource source) => new()
    {
        ["model"] = model.Card.WeightsSha256,
        ["preparation"] = model.Preparation?.Describe() ?? "values as they are",
        ["items"] = source.ListFingerprint(),
        ["part"] = EmbeddingSource.NameOf(job.Part),
        ["batch"] = job.BatchSize?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "default",
        ["device"] = job.Device,
        ["threads"] = (job.Threads ?? Environment.ProcessorCount).ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    private static EmbeddingRecord RecordOf(EmbeddingJob job, ModelCard card, EmbeddingSource source, EmbeddingJournal journal)
    {
        SkippedItem[] skipped = [.. journal.Blocks.SelectMany(block => block.Broken).OrderBy(entry => entry.Key).Select(entry => new SkippedItem(source.Items.ItemName(entry.Key), entry.Value))];
        HashSet<int> left = [.. journal.Blocks.SelectMany(block => block.Broken.Keys)];
        int[] written = [.. Enumerable.Range(0, source.Items.Count).Where(place => !left.Contains(place))];
        if (written.Length == 0)
        {
            throw new InvalidDataException($"Expected images that can be read, found none among {source.Items.Count} of {source.Name}; the first: {skipped[0].Reason}");
        }

        string data = string.Join('\n', journal.Blocks.Select(block => block.DataSha256));
        return new EmbeddingRecord
        {
            Model = ModelFacts.Of(card),
            Dataset = source.Name,
            Part = EmbeddingSource.NameOf(job.Part),
            Split = source.Plan is { } plan ? new SplitSpec { Name = plan.Name, Kind = SplitKinds.NameOf(plan.Kind), Sha256 = plan.Sha256 } : null,
            Items = written.Length,
            Dimension = card.Net.EmbeddingSize,
            WithoutClass = written.Count(place => source.Items.Labels[place] < 0),
            Preparation = source.Images is null ? null : DatasetSpecs.PreparationOf(card.Images!).Describe(),
            DataSha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(data))),
            Skipped = skipped,
            Notes = [.. source.Notes, .. source.SplitNote(card) is string note ? [note] : Array.Empty<string>()],
        };
    }

    private static void Write(EmbeddingJob job, EmbeddingSource source, EmbeddingJournal journal, int dimension, EmbeddingRecord record)
    {
        using (EmbeddingWriter writer = EmbeddingWriter.Create(job.OutputPath, dimension))
        {
            foreach (EmbeddingBlock block in journal.Blocks)
            {
                float[] rows = journal.RowsOf(block);
                for (int i = 0; i < block.Count; i++)
                {
                    if (!block.Broken.ContainsKey(block.First + i))
                    {
                        writer.Append(source.Items.ItemName(block.First + i), source.LabelOf(block.First + i), rows.AsSpan(i * dimension, dimension));
                    }
                }
            }

            // The record first: whoever sees the file finds it.
            JsonFile.Write(RecordPathOf(job.OutputPath), record);
            writer.Complete();
        }

        journal.Delete();
    }
}
