using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace DeepMetric.Datasets;

/// <summary>The images of an index, ready to be read as values.</summary>
public sealed record ImageSet
{
    private ImageSet(ImageIndex index, LabeledSet items, ItemPart[] parts, IReadOnlyList<byte[]> contents, ImagePreparation preparation, Augmentation augmentation, IReadOnlyList<ImageFileException> broken)
    {
        Index = index;
        Items = items;
        Parts = parts;
        Contents = contents;
        Preparation = preparation;
        Augmentation = augmentation;
        Broken = broken;
    }

    /// <summary>The index they come from.</summary>
    public ImageIndex Index { get; }

    /// <summary>All images that can be read, in the index's order.</summary>
    public LabeledSet Items { get; }

    /// <summary>The official part of each image, <c>[n]</c>.</summary>
    public ItemPart[] Parts { get; }

    /// <summary>The SHA-256 of each image's bytes, <c>[n]</c>.</summary>
    internal IReadOnlyList<byte[]> Contents { get; }

    /// <summary>How they are prepared.</summary>
    public ImagePreparation Preparation { get; }

    /// <summary>How they are varied in training.</summary>
    public Augmentation Augmentation { get; }

    /// <summary>The images that cannot be read and were left out.</summary>
    public IReadOnlyList<ImageFileException> Broken { get; }

    /// <summary>Opens the images of an index.</summary>
    /// <param name="index">The index.</param>
    /// <param name="loading">How they are read; null for the defaults.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="ImageFileException">An image cannot be read, and such are not to be skipped.</exception>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public static ImageSet Open(ImageIndex index, ImageLoading? loading = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(index);
        loading ??= new();
        ImagePreparation preparation = loading.Preparation ?? Chosen(ImageShapes.Suggest(index), loading);
        preparation.Validate();
        Augmentation augmentation = (loading.Augmentation ?? ImageShapes.SuggestAugmentation(preparation, index)) with { ColorJitter = loading.ColorJitter };
        byte[]?[] hashes = ImageContent.HashAll(index, loading.Progress, cancellation);
        var broken = new ConcurrentDictionary<int, ImageFileException>();
        ImageStore store = Keep(index, preparation, loading, hashes, broken, cancellation);
        int[] kept = [.. Enumerable.Range(0, store.Count).Where(place => !broken.ContainsKey(place))];
        ImageFileException[] problems = [.. broken.OrderBy(entry => entry.Key).Select(entry => entry.Value)];
        if (problems.Length > 0 && !loading.SkipBroken)
        {
            string more = problems.Length == 1 ? "" : $" {problems.Length - 1} more of {index.Items.Count} images cannot be read either.";
            throw new ImageFileException(problems[0].File, problems[0].Reason + more, problems[0]);
        }

        var values = new PreparedImages(store, preparation, augmentation, hashes);
        return new(index, Label(index, kept.Length == store.Count ? values : values.Pick(kept), kept), [.. kept.Select(place => index.Items[place].Part)], [.. kept.Select(place => hashes[place] ?? [])], preparation, augmentation, problems);
    }

    private static ImagePreparation Chosen(ImagePreparation suggested, ImageLoading loading) =>
        ImagePreparation.For(loading.Size ?? suggested.Size, loading.Channels ?? suggested.Channels) with { CropToBox = loading.CropToBox };

    private static ImageStore Keep(
        ImageIndex index, ImagePreparation preparation, ImageLoading loading, byte[]?[] hashes, ConcurrentDictionary<int, ImageFileException> broken, CancellationToken cancellation)
    {
        var source = new DecodingStore(index, preparation);
        void Note(int place, ImageFileException problem) => broken[place] = problem;
        switch (Storage(index, preparation, loading))
        {
            case ImageStorage.Memory:
                return MemoryStore.Fill(source, Note, loading.Progress, cancellation);
            case ImageStorage.Cache:
                CacheFile cache = OpenCache(index, preparation, loading, hashes, source, cancellation);
                foreach (int place in cache.Missing)
                {
                    broken[place] = Problem(source, place, index);
                }

                return cache;
            default:
                EachImage.Of(source, (_, lent) => lent.Dispose(), Note, loading.Progress, cancellation);
                return source;
        }
    }

    private static CacheFile OpenCache(
        ImageIndex index, ImagePreparation preparation, ImageLoading loading, byte[]?[] hashes, DecodingStore source, CancellationToken cancellation)
    {
        byte[] key = CacheKey(index, preparation, hashes);
        string path = Path.Combine(loading.CacheFolder!, $"{index.Name}-{Convert.ToHexStringLower(key)[..16]}.images");
        CacheFile? cache = CacheFile.TryOpen(path, key, source.Count);
        if (cache is null)
        {
            CacheFile.Write(path, key, source, (_, _) => { }, loading.Progress, cancellation);
            cache = CacheFile.TryOpen(path, key, source.Count) ?? throw new IOException($"{path}: expected the cache that was just written, found another file.");
        }

        return cache;
    }

    /// <summary>Covers what decides the decoded pixels: contents, boxes, channels and kept size.</summary>
    private static byte[] CacheKey(ImageIndex index, ImagePreparation preparation, byte[]?[] hashes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{preparation.Channels} {preparation.KeptShortSide} {preparation.CropToBox} {SkiaSharp.SkiaSharpVersion.Native}\n"));
        for (int i = 0; i < hashes.Length; i++)
        {
            hash.AppendData(hashes[i] ?? []);
            hash.AppendData(Encoding.UTF8.GetBytes($"{(preparation.CropToBox ? index.Items[i].Box : null)} {index.Items[i].Raw}\n"));
        }

        return hash.GetHashAndReset();
    }

    private static ImageFileException Problem(DecodingStore source, int place, ImageIndex index)
    {
        try
        {
            source.Lend(place).Dispose();
            return new ImageFileException(index.FileOf(index.Items[place]), "expected an image that could be read when the cache was written, found none then; delete the cache.");
        }
        catch (ImageFileException problem)
        {
            return problem;
        }
    }

    private static ImageStorage Storage(ImageIndex index, ImagePreparation preparation, ImageLoading loading)
    {
        if (loading.Storage == ImageStorage.Cache && loading.CacheFolder is null)
        {
            throw new ArgumentException("Expected a folder for the cache of decoded images, found none.", nameof(loading));
        }

        if (loading.Storage != ImageStorage.Auto)
        {
            return loading.Storage;
        }

        // A photograph is about half as wide again as it is high.
        double typical = 1.5 * preparation.KeptShortSide * preparation.KeptShortSide;
        double bytes = index.Items.Sum(item => preparation.Channels * Math.Min(typical, item.Raw is { } raw ? raw.Height * raw.Width : double.MaxValue));
        return loading.CacheFolder is not null ? ImageStorage.Cache
            : bytes <= GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4.0 ? ImageStorage.Memory
            : ImageStorage.None;
    }

    private static LabeledSet Label(ImageIndex index, ItemValues values, int[] kept)
    {
        ImageItem[] items = [.. kept.Select(place => index.Items[place])];

        // Of all items, so that a name does not depend on which others can be read.
        IReadOnlyList<string> names = ImageItemNames.Of(index.Items);
        int[] labels = [.. items.Select(item => item.Label)];
        LabelLevels? levels = index.CategoryNames.Count < 2 ? null : new([.. items.Select(item => item.Category!.Value)], labels, "category", "class");
        bool everySearches = items.All(item => item is { IsQuery: true, IsGallery: true });
        return new(index.Name, values, labels, levels)
        {
            ItemNames = [.. kept.Select(place => names[place])],
            Roles = everySearches ? null : new([.. items.Select(item => item.IsQuery)], [.. items.Select(item => item.IsGallery)]),
        };
    }
}
