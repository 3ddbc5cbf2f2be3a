using DeepMetric.Distances;
using DeepMetric.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric;

/// <summary>What a loss looks at: embeddings, their labels, and (where given) other embeddings to compare them with.</summary>
/// <remarks>The tensors are borrowed: they are neither changed nor disposed of.</remarks>
public sealed class EmbeddingBatch
{
    private readonly IReadOnlyDictionary<Distance, Tensor> _distances;

    private EmbeddingBatch(Tensor embeddings, long[]? labels, Tensor? reference, long[]? referenceLabels)
    {
        _distances = new Dictionary<Distance, Tensor>();
        FirstSelf = reference is null ? 0 : null;
        Embeddings = embeddings;
        Labels = labels;
        Reference = reference ?? embeddings;
        ReferenceLabels = reference is null ? labels : referenceLabels;
        HasReference = reference is not null;
        Count = (int)embeddings.shape[0];
        ReferenceCount = (int)Reference.shape[0];
    }

    private EmbeddingBatch(EmbeddingBatch other, IReadOnlyDictionary<Distance, Tensor> distances)
    {
        _distances = distances;
        FirstSelf = other.FirstSelf;
        Embeddings = other.Embeddings;
        Labels = other.Labels;
        Reference = other.Reference;
        ReferenceLabels = other.ReferenceLabels;
        HasReference = other.HasReference;
        Relevance = other.Relevance;
        Count = other.Count;
        ReferenceCount = other.ReferenceCount;
    }

    /// <summary>The embeddings, <c>[n, d]</c>.</summary>
    public Tensor Embeddings { get; }

    /// <summary>The labels, <c>[n]</c>; null when only index tuples were given.</summary>
    public IReadOnlyList<long>? Labels { get; }

    /// <summary>How alike items are that have more than one label each; null where an item has one. Then <see cref="Labels"/> is null for sets of labels.</summary>
    public LabelRelevance? Relevance { get; private init; }

    /// <summary>What the embeddings are compared with, <c>[m, d]</c>: the embeddings themselves unless a reference was given.</summary>
    public Tensor Reference { get; }

    /// <summary>The labels of <see cref="Reference"/>, <c>[m]</c>.</summary>
    public IReadOnlyList<long>? ReferenceLabels { get; }

    /// <summary>Whether a reference set was given; if not, no item is compared with itself.</summary>
    public bool HasReference { get; }

    /// <summary>The row of <see cref="Reference"/> that is the first embedding itself, with which it is never compared; null when a reference was given.</summary>
    public int? FirstSelf { get; private init; }

    /// <summary>The number of embeddings, n.</summary>
    public int Count { get; }

    /// <summary>The number of reference embeddings, m.</summary>
    public int ReferenceCount { get; }

    /// <summary>Checks the inputs of a loss and puts them together.</summary>
    /// <param name="embeddings">float32 or float64, <c>[n, d]</c>, all finite.</param>
    /// <param name="labels">Integers, <c>[n]</c>; may be null when index tuples are given to the loss.</param>
    /// <param name="reference">Other embeddings of the same type and device, <c>[m, d]</c>, or null.</param>
    /// <param name="referenceLabels">Integers, <c>[m]</c>; needed with <paramref name="reference"/> when <paramref name="labels"/> are given.</param>
    /// <exception cref="ArgumentException">A shape, type, device or value is not as said; the message names what was expected and what was found.</exception>
    public static EmbeddingBatch Create(Tensor embeddings, Tensor? labels, Tensor? reference = null, Tensor? referenceLabels = null)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        CheckEmbeddings(embeddings, nameof(embeddings), labels, nameof(labels));
        long[]? labelArray = labels is null ? null : ReadLabels(labels, embeddings, nameof(labels), nameof(embeddings));
        if (reference is null)
        {
            return referenceLabels is null
                ? new EmbeddingBatch(embeddings, labelArray, null, null)
                : throw new ArgumentException("Reference labels were given without reference embeddings.", nameof(referenceLabels));
        }

        CheckEmbeddings(reference, nameof(reference), referenceLabels, nameof(referenceLabels));
        if (reference.shape[1] != embeddings.shape[1] || reference.dtype != embeddings.dtype || reference.device.ToString() != embeddings.device.ToString())
        {
            throw new ArgumentException(
                $"Expected reference embeddings like the embeddings ([m, {embeddings.shape[1]}], {embeddings.dtype}, {embeddings.device}), found {Describe(reference)}, {reference.dtype}, {reference.device}.",
                nameof(reference));
        }

        if (labelArray is not null && referenceLabels is null)
        {
            throw new ArgumentException("Reference embeddings need reference labels when the embeddings have labels.", nameof(referenceLabels));
        }

        long[]? referenceArray = referenceLabels is null ? null : ReadLabels(referenceLabels, reference, nameof(referenceLabels), nameof(reference));
        return new EmbeddingBatch(embeddings, labelArray, reference, referenceArray);
    }

    /// <summary>The same batch with a matrix of distances that is there already: losses and miners of an equal distance take it instead of computing their own.</summary>
    /// <param name="distance">The distance.</param>
    /// <param name="matrix">Its matrix of the embeddings and the reference, <c>[n, m]</c>, borrowed: it must live as long as the batch is used.</param>
    /// <remarks>
    /// Gradients flow through the matrix. Losses that share one share its graph too, so add them up and call <c>backward</c> on the sum. May be called once per
    /// distance; the last matrix of equal distances counts.
    /// </remarks>
    /// <exception cref="ArgumentException">The matrix is not of shape <c>[n, m]</c>, or its type or device is not that of the embeddings.</exception>
    public EmbeddingBatch WithDistances(Distance distance, Tensor matrix)
    {
        ArgumentNullException.ThrowIfNull(distance);
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix.dim() != 2 || matrix.shape[0] != Count || matrix.shape[1] != ReferenceCount
            || matrix.dtype != Embeddings.dtype || matrix.device.ToString() != Embeddings.device.ToString())
        {
            throw new ArgumentException(
                $"Expected distances [{Count}, {ReferenceCount}], {Embeddings.dtype}, {Embeddings.device}, found {Describe(matrix)}, {matrix.dtype}, {matrix.device}.", nameof(matrix));
        }

        return new EmbeddingBatch(this, new Dictionary<Distance, Tensor>(_distances) { [distance] = matrix });
    }

    /// <summary>Whether a matrix of an equal distance was given.</summary>
    public bool HasDistances(Distance distance) => _distances.ContainsKey(distance);

    /// <summary>The distances of all pairs, <c>[n, m]</c>, differentiable: the matrix that was given for an equal distance, else a fresh one in the caller's scope.</summary>
    public Tensor DistancesBy(Distance distance)
    {
        ArgumentNullException.ThrowIfNull(distance);
        return _distances.TryGetValue(distance, out Tensor? given) ? given.alias() : distance.Matrix(Embeddings, Reference);
    }

    /// <summary>A generator that depends on a seed and on the embeddings alone, so that a training that was interrupted goes on with the same draws.</summary>
    /// <param name="seed">The seed.</param>
    public SeededRandom RandomBy(ulong seed)
    {
        using var scope = NewDisposeScope();
        return new SeededRandom(SeededRandom.Derive(seed, "draws", BitConverter.DoubleToUInt64Bits(Embeddings.detach().to(ScalarType.Float64).sum().item<double>())));
    }

    /// <summary>Checks the inputs of a loss over items that have a set of labels each, and puts them together.</summary>
    /// <param name="embeddings">float32 or float64, <c>[n, d]</c>, all finite.</param>
    /// <param name="multiHot">Which labels an item has: bool, or integers 0 and 1, <c>[n, c]</c>.</param>
    /// <param name="threshold">
    /// The Jaccard overlap |A ∩ B| / |A ∪ B| of two sets from which on their items are a positive pair, in [0, 1]; all other pairs are negative.
    /// </param>
    /// <param name="reference">Other embeddings of the same type and device, <c>[m, d]</c>, or null.</param>
    /// <param name="referenceMultiHot">Their labels, <c>[m, c]</c>; needed with <paramref name="reference"/>.</param>
    /// <remarks>Losses over pairs take such a batch; a loss that needs one label per item refuses it unless index tuples are given. An item without a label is
    /// left out as one of the ignored label is.</remarks>
    /// <exception cref="ArgumentException">A shape, type, device or value is not as said; the message names what was expected and what was found.</exception>
    public static EmbeddingBatch CreateMultiLabel(Tensor embeddings, Tensor multiHot, double threshold = 0.5, Tensor? reference = null, Tensor? referenceMultiHot = null)
    {
        ArgumentNullException.ThrowIfNull(multiHot);
        EmbeddingBatch plain = CreateUnlabeled(embeddings, reference, referenceMultiHot, nameof(referenceMultiHot));
        var sets = LabelSetRelevance.Create(multiHot, plain.Count, referenceMultiHot, plain.HasReference ? plain.ReferenceCount : null, threshold);
        return plain.With(sets, null, null);
    }

    /// <summary>Checks the inputs of a loss over items whose labels form a tree, and puts them together.</summary>
    /// <param name="embeddings">float32 or float64, <c>[n, d]</c>, all finite.</param>
    /// <param name="labels">A label per level, from the coarsest to the finest, integers <c>[n, levels]</c>; different nodes of a level have different numbers.</param>
    /// <param name="level">The level, from 0, at which two items must agree to be a positive pair.</param>
    /// <param name="reference">Other embeddings of the same type and device, <c>[m, d]</c>, or null.</param>
    /// <param name="referenceLabels">Their labels, <c>[m, levels]</c>; needed with <paramref name="reference"/>.</param>
    /// <remarks>Every loss takes such a batch by the labels of the level; a loss over relevances sees how many levels two items share too.</remarks>
    /// <exception cref="ArgumentException">A shape, type, device or value is not as said, or one node has two parents.</exception>
    public static EmbeddingBatch CreateHierarchical(Tensor embeddings, Tensor labels, int level, Tensor? reference = null, Tensor? referenceLabels = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        EmbeddingBatch plain = CreateUnlabeled(embeddings, reference, referenceLabels, nameof(referenceLabels));
        var paths = LabelPathRelevance.Create(labels, plain.Count, referenceLabels, plain.HasReference ? plain.ReferenceCount : null, level);
        return plain.With(paths, paths.LabelsAtLevel, paths.ReferenceLabelsAtLevel);
    }

    /// <summary>Some of the embeddings as anchors, compared with what all of them are compared with.</summary>
    /// <param name="embeddings">The rows of the anchors, <c>[count, d]</c>.</param>
    /// <param name="reference">All rows that they are compared with, <c>[m, d]</c>.</param>
    /// <param name="first">The first anchor's row.</param>
    internal EmbeddingBatch Slice(Tensor embeddings, Tensor reference, int first) =>
        new(embeddings, Labels is null ? null : [.. Labels.Skip(first).Take((int)embeddings.shape[0])], reference, ReferenceLabels is null ? null : [.. ReferenceLabels])
        {
            FirstSelf = FirstSelf + first,
            Relevance = Relevance?.Rows(first, (int)embeddings.shape[0]),
        };

    /// <summary>The same embeddings, compared with themselves (not each with itself) and with others besides.</summary>
    /// <param name="others">Rows that come after the embeddings in the reference, <c>[k, d]</c>; the reference lies in the caller's dispose scope.</param>
    /// <param name="otherLabels">Their labels.</param>
    internal EmbeddingBatch Beside(Tensor others, IEnumerable<long> otherLabels) =>
        new(Embeddings, [.. Labels!], cat([Embeddings, others]), [.. Labels!, .. otherLabels]) { FirstSelf = 0 };

    private static EmbeddingBatch CreateUnlabeled(Tensor embeddings, Tensor? reference, Tensor? referenceLabels, string labelsName) => (reference is null) == (referenceLabels is null)
        ? Create(embeddings, null, reference)
        : throw new ArgumentException($"Expected reference embeddings and their labels, or neither, found {(reference is null ? "labels" : "embeddings")} only.", labelsName);

    private EmbeddingBatch With(LabelRelevance relevance, long[]? labels, long[]? referenceLabels) =>
        new(Embeddings, labels, HasReference ? Reference : null, referenceLabels) { Relevance = relevance };

    private static void CheckEmbeddings(Tensor embeddings, string name, Tensor? labels, string labelsName)
    {
        if (embeddings.dim() != 2)
        {
            string beside = labels is null ? "" : $" (with {labelsName} {Describe(labels)})";
            throw new ArgumentException($"Expected {name} of shape [n, d] and {labelsName} of shape [n], found {name} {Describe(embeddings)}{beside}.", name);
        }

        if (embeddings.dtype is not (ScalarType.Float32 or ScalarType.Float64))
        {
            throw new ArgumentException($"Expected {name} of type Float32 or Float64, found {embeddings.dtype}.", name);
        }

        using Tensor finite = embeddings.detach().isfinite();
        using Tensor all = finite.all();
        if (!all.item<bool>())
        {
            using Tensor rows = finite.all(1);
            using Tensor bad = rows.logical_not();
            using Tensor nonzero = bad.nonzero();
            throw new ArgumentException($"Expected finite {name}, found NaN or infinity in {nonzero.shape[0]} of {embeddings.shape[0]} rows, first in row {nonzero[0, 0].item<long>()}.", name);
        }
    }

    private static long[] ReadLabels(Tensor labels, Tensor embeddings, string name, string embeddingsName)
    {
        if (labels.dim() != 1 || labels.shape[0] != embeddings.shape[0])
        {
            throw new ArgumentException(
                $"Expected {embeddingsName} of shape [n, d] and {name} of shape [n], found {embeddingsName} {Describe(embeddings)} and {name} {Describe(labels)}.", name);
        }

        if (labels.dtype is not (ScalarType.Int64 or ScalarType.Int32 or ScalarType.Int16 or ScalarType.Int8 or ScalarType.Byte))
        {
            throw new ArgumentException($"Expected {name} of an integer type, found {labels.dtype}.", name);
        }

        using Tensor wide = labels.detach().to(ScalarType.Int64, copy: false);
        using Tensor local = wide.cpu();
        using Tensor dense = local.contiguous();
        return dense.data<long>().ToArray();
    }

    private static string Describe(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";
}
