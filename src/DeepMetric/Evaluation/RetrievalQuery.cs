using DeepMetric.Evaluation.Labels;

namespace DeepMetric.Evaluation;

/// <summary>What is to be retrieved from what, and how it is judged.</summary>
public sealed record RetrievalQuery
{
    /// <summary>Every item queries all the others.</summary>
    /// <param name="items">The items <c>[n, d]</c>; squared Euclidean distance ranks them, so normalise them first where the direction alone counts.</param>
    /// <param name="labels">One label per item, <c>[n]</c>.</param>
    /// <exception cref="ArgumentException">The labels don't fit the items.</exception>
    public RetrievalQuery(EmbeddingTable items, int[] labels)
        : this(items, labels, items, labels) => ReferenceIncludesQueries = true;

    /// <summary>Queries search a reference (a gallery).</summary>
    /// <param name="queries">The queries <c>[n, d]</c>.</param>
    /// <param name="queryLabels">One label per query, <c>[n]</c>.</param>
    /// <param name="reference">What is searched, <c>[m, d]</c>.</param>
    /// <param name="referenceLabels">One label per item of the reference, <c>[m]</c>.</param>
    /// <exception cref="ArgumentException">The labels don't fit the items, or the dimensions differ.</exception>
    public RetrievalQuery(EmbeddingTable queries, int[] queryLabels, EmbeddingTable reference, int[] referenceLabels)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(reference);
        queries.RequireLabels(queryLabels, nameof(queryLabels));
        reference.RequireLabels(referenceLabels, nameof(referenceLabels));
        queries.RequireDimension(reference, nameof(reference));
        Queries = queries;
        QueryLabels = queryLabels;
        Reference = reference;
        ReferenceLabels = referenceLabels;
    }

    /// <summary>Every item, of several classes each, queries all the others: relevant are those with a class in common, graded by the Jaccard index.</summary>
    /// <param name="items">The items <c>[n, d]</c>.</param>
    /// <param name="classes">The classes of each item, <c>[n]</c>; an item of none is of unknown class.</param>
    /// <exception cref="ArgumentException">The classes don't fit the items.</exception>
    public static RetrievalQuery OfSets(EmbeddingTable items, LabelSets classes) => OfSets(items, classes, items, classes) with { ReferenceIncludesQueries = true };

    /// <summary>Queries of several classes each search a reference: relevant are items with a class in common, graded by the Jaccard index.</summary>
    /// <param name="queries">The queries <c>[n, d]</c>.</param>
    /// <param name="queryClasses">The classes of each query, <c>[n]</c>; a query of none is of unknown class.</param>
    /// <param name="reference">What is searched, <c>[m, d]</c>.</param>
    /// <param name="referenceClasses">The classes of each item of the reference, <c>[m]</c>; an item of none is of unknown class.</param>
    /// <exception cref="ArgumentException">The classes don't fit the items, or the dimensions differ.</exception>
    public static RetrievalQuery OfSets(EmbeddingTable queries, LabelSets queryClasses, EmbeddingTable reference, LabelSets referenceClasses)
    {
        ArgumentNullException.ThrowIfNull(queryClasses);
        ArgumentNullException.ThrowIfNull(referenceClasses);
        return new RetrievalQuery(queries, queryClasses.FirstOrUnknown(), reference, referenceClasses.FirstOrUnknown())
        {
            Relevance = (query, item) => queryClasses.Intersect(query, referenceClasses, item),
            Grades = GradedRelevance.OfSets(queryClasses, referenceClasses),
            QueryClasses = queryClasses,
            UnknownLabel = LabelSets.Unknown,
        };
    }

    /// <summary>Every item, labelled on several levels, queries all the others: relevant are those alike on all levels up to one, graded by the number of levels shared.</summary>
    /// <param name="items">The items <c>[n, d]</c>.</param>
    /// <param name="labels">The labels of each item on each level.</param>
    /// <param name="level">The finest level that a relevant item has to share, from 0; null for the finest of all.</param>
    /// <exception cref="ArgumentException">The labels don't fit the items, or there is no such level.</exception>
    public static RetrievalQuery OfLevels(EmbeddingTable items, HierarchicalLabels labels, int? level = null) =>
        OfLevels(items, labels, items, labels, level) with { ReferenceIncludesQueries = true };

    /// <summary>Queries labelled on several levels search a reference: relevant are items alike on all levels up to one, graded by the number of levels shared.</summary>
    /// <param name="queries">The queries <c>[n, d]</c>.</param>
    /// <param name="queryLabels">The labels of each query on each level.</param>
    /// <param name="reference">What is searched, <c>[m, d]</c>.</param>
    /// <param name="referenceLabels">The labels of each item of the reference on each level.</param>
    /// <param name="level">The finest level that a relevant item has to share, from 0; null for the finest of all.</param>
    /// <exception cref="ArgumentException">The labels don't fit the items, the dimensions differ, or there is no such level.</exception>
    public static RetrievalQuery OfLevels(
        EmbeddingTable queries, HierarchicalLabels queryLabels, EmbeddingTable reference, HierarchicalLabels referenceLabels, int? level = null)
    {
        ArgumentNullException.ThrowIfNull(queryLabels);
        ArgumentNullException.ThrowIfNull(referenceLabels);
        (int[] queryNumbers, int[] referenceNumbers) = HierarchicalLabels.Number(queryLabels, referenceLabels, level ?? queryLabels.LevelCount - 1);
        return new RetrievalQuery(queries, queryNumbers, reference, referenceNumbers)
        {
            Grades = GradedRelevance.OfLevels(queryLabels, referenceLabels),
            UnknownLabel = HierarchicalLabels.Unknown,
        };
    }

    /// <summary>The queries <c>[n, d]</c>.</summary>
    public EmbeddingTable Queries { get; }

    /// <summary>The labels of the queries, <c>[n]</c>.</summary>
    public int[] QueryLabels { get; }

    /// <summary>What is searched, <c>[m, d]</c>.</summary>
    public EmbeddingTable Reference { get; }

    /// <summary>The labels of what is searched, <c>[m]</c>.</summary>
    public int[] ReferenceLabels { get; }

    /// <summary>Whether the first n items of the reference are the queries, in their order; query i then never finds item i.</summary>
    /// <value>True when every item queries all the others, else false by default.</value>
    public bool ReferenceIncludesQueries { get; init; }

    /// <summary>Where each query stands in the reference, <c>[n]</c>, −1 for one that does not; query i then never finds that item.</summary>
    /// <value>Default null: as <see cref="ReferenceIncludesQueries"/> says.</value>
    public int[]? OwnPlaces { get; init; }

    /// <summary>How far down its ranking a query is judged.</summary>
    /// <value>Default <see cref="RetrievalDepth.Full"/>.</value>
    public RetrievalDepth Depth { get; init; } = RetrievalDepth.Full;

    /// <summary>The K of Recall@K, precision@K, MAP@K and NDCG@K.</summary>
    /// <value>Default 1, 2, 4, 8.</value>
    public int[] CutOffs { get; init; } = [1, 2, 4, 8];

    /// <summary>The last K of the cumulative match curve.</summary>
    /// <value>Default 50; cut where the ranking ends.</value>
    public int CurveLength { get; init; } = 50;

    /// <summary>Whether the result holds the values of each query.</summary>
    /// <value>Default false.</value>
    public bool KeepsQueries { get; init; }

    /// <summary>Whether item j of the reference is what query i looks for, in place of equal labels (labels then only group the queries).</summary>
    /// <value>Default null: equal labels. Called from several threads.</value>
    public Func<int, int, bool>? Relevance { get; init; }

    /// <summary>How relevant each item is, for the graded NDCG; it changes none of the other metrics.</summary>
    /// <value>Default null: no graded NDCG.</value>
    public GradedRelevance? Grades { get; init; }

    /// <summary>The classes that each query counts in, <c>[n]</c>, where it has several; the metrics of a class are then over all queries that have it.</summary>
    /// <value>Default null: its label.</value>
    public LabelSets? QueryClasses { get; init; }

    /// <summary>The label of items of unknown class: they are neither queries nor found, as if they weren't there; rows keep their numbers.</summary>
    /// <value>Default null: every label is a class, −1 too.</value>
    public int? UnknownLabel { get; init; }

    /// <summary>
    /// Whether the number of relevant items of a query that stands in the reference is taken as all items relevant to it minus one for itself,
    /// even when <see cref="Relevance"/> says that it isn't relevant to itself.
    /// </summary>
    /// <value>Default false: items are counted. True is PyTorch Metric Learning's convention; it differs only for a relevance that is not reflexive.</value>
    public bool AssumesReflexiveRelevance { get; init; }

    /// <summary>How many items of the reference can be found.</summary>
    internal int KnownItemCount => UnknownLabel is int unknown ? ReferenceLabels.Length - ReferenceLabels.AsSpan().Count(unknown) : ReferenceLabels.Length;

    internal bool IsUnknownQuery(int query) => QueryLabels[query] == UnknownLabel;

    internal bool IsUnknownItem(int item) => ReferenceLabels[item] == UnknownLabel;

    /// <summary>The place of a query in the reference; −1 where it is not in it.</summary>
    internal int PlaceOf(int query) => OwnPlaces is not null ? OwnPlaces[query] : ReferenceIncludesQueries ? query : -1;
}
