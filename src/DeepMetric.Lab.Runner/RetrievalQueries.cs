using DeepMetric.Datasets;
using DeepMetric.Evaluation;

namespace DeepMetric.Lab.Runner;

/// <summary>What searches what in a set: each item all others, or queries a gallery where the set says so. Outliers take no part.</summary>
/// <param name="Query">The search.</param>
/// <param name="QueryItems">The place in the set of each query.</param>
/// <param name="ReferenceItems">The place in the set of each item that is searched.</param>
internal sealed record RetrievalQueries(RetrievalQuery Query, int[] QueryItems, int[] ReferenceItems)
{
    /// <summary>The search of a set in itself.</summary>
    /// <param name="embeddings">The embeddings of all its items, <c>[n, d]</c>.</param>
    /// <param name="set">The set, whose <see cref="LabeledSet.Roles"/> decide; an item that is both a query and in the gallery does not find itself.</param>
    /// <exception cref="ArgumentException">No item searches, or none can be found.</exception>
    public static RetrievalQueries Of(float[] embeddings, LabeledSet set)
    {
        EmbeddingTable all = EmbeddingTable.FromFloats(embeddings, embeddings.Length / set.Count);
        int[] kept = [.. Enumerable.Range(0, set.Count).Where(item => set.Labels[item] != LabeledSet.Outlier)];
        if (set.Roles is not { } roles)
        {
            return kept.Length > 0 ? new(new(TableOf(all, kept), LabelsOf(set, kept)), kept, kept) : throw None(set, "with a class");
        }

        int[] queries = [.. kept.Where(item => roles.IsQuery[item])];
        int[] gallery = [.. kept.Where(item => roles.IsGallery[item])];
        if (queries.Length == 0 || gallery.Length == 0)
        {
            throw None(set, queries.Length == 0 ? "that search" : "that can be found");
        }

        var placeOf = new int[set.Count];
        Array.Fill(placeOf, -1);
        for (int place = 0; place < gallery.Length; place++)
        {
            placeOf[gallery[place]] = place;
        }

        var query = new RetrievalQuery(TableOf(all, queries), LabelsOf(set, queries), TableOf(all, gallery), LabelsOf(set, gallery)) { OwnPlaces = [.. queries.Select(item => placeOf[item])] };
        return new(query, queries, gallery);
    }

    /// <summary>The search of a set in a reference of other items.</summary>
    /// <param name="embeddings">The embeddings of all its items, <c>[n, d]</c>.</param>
    /// <param name="set">The set.</param>
    /// <param name="reference">What is searched, <c>[m, d]</c>, without outliers.</param>
    /// <param name="referenceLabels">Its labels, of the same numbering.</param>
    public static RetrievalQueries Against(float[] embeddings, LabeledSet set, EmbeddingTable reference, int[] referenceLabels)
    {
        EmbeddingTable all = EmbeddingTable.FromFloats(embeddings, embeddings.Length / set.Count);
        int[] queries = [.. Enumerable.Range(0, set.Count).Where(item => set.Labels[item] != LabeledSet.Outlier && (set.Roles?.IsQuery[item] ?? true))];
        return queries.Length > 0
            ? new(new(TableOf(all, queries), LabelsOf(set, queries), reference, referenceLabels), queries, [.. Enumerable.Range(0, reference.Count)])
            : throw None(set, "that search");
    }

    private static EmbeddingTable TableOf(EmbeddingTable all, int[] items) => items.Length == all.Count ? all : all.Take(items);

    private static int[] LabelsOf(LabeledSet set, int[] items) => [.. items.Select(item => set.Labels[item])];

    private static ArgumentException None(LabeledSet set, string which) => new($"Expected items {which} in {set.Name}, found none.");
}
