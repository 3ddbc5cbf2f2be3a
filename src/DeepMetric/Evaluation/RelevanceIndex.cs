namespace DeepMetric.Evaluation;

/// <summary>Says which items of a reference a query looks for.</summary>
internal sealed class RelevanceIndex
{
    private readonly RetrievalQuery _query;
    private readonly Dictionary<int, int[]> _byLabel;

    public RelevanceIndex(RetrievalQuery query)
    {
        _query = query;
        _byLabel = query.Relevance is null
            ? query.ReferenceLabels.Index().Where(entry => entry.Item != query.UnknownLabel).GroupBy(entry => entry.Item, entry => entry.Index).ToDictionary(group => group.Key, group => group.ToArray())
            : [];
    }

    /// <summary>The items of a label, by ascending index; none where relevance is not that of labels.</summary>
    public ReadOnlySpan<int> OfLabel(int label) => _byLabel.GetValueOrDefault(label);

    /// <summary>Writes the relevant items but the query itself and those of unknown class, by ascending index.</summary>
    /// <returns>How many they are.</returns>
    public int Fill(int query, Span<int> items)
    {
        int itself = _query.PlaceOf(query);
        int count = 0;
        if (_query.Relevance is null)
        {
            foreach (int item in OfLabel(_query.QueryLabels[query]))
            {
                if (item != itself)
                {
                    items[count++] = item;
                }
            }

            return count;
        }

        for (int item = 0; item < _query.ReferenceLabels.Length; item++)
        {
            if (item != itself && !_query.IsUnknownItem(item) && _query.Relevance(query, item))
            {
                items[count++] = item;
            }
        }

        return count;
    }

    /// <summary>How many items are relevant to a query, as <see cref="Fill"/> writes them.</summary>
    /// <param name="query">The query.</param>
    /// <param name="buffer">Room for all items.</param>
    public int Count(int query, Span<int> buffer)
    {
        if (_query.Relevance is not null)
        {
            return Fill(query, buffer);
        }

        int itself = _query.PlaceOf(query);
        int label = _query.QueryLabels[query];
        return OfLabel(label).Length - (itself >= 0 && _query.ReferenceLabels[itself] == label && !_query.IsUnknownItem(itself) ? 1 : 0);
    }

    /// <summary>Writes the items of a grade above 0 but the query itself and those of unknown class, by ascending index.</summary>
    /// <returns>How many they are.</returns>
    public int FillGraded(int query, Span<int> items)
    {
        int itself = _query.PlaceOf(query);
        int count = 0;
        for (int item = 0; item < _query.ReferenceLabels.Length; item++)
        {
            if (item != itself && !_query.IsUnknownItem(item) && _query.Grades!.Grade(query, item) > 0)
            {
                items[count++] = item;
            }
        }

        return count;
    }

    public bool IsRelevant(int query, int item) =>
        _query.Relevance is null ? _query.QueryLabels[query] == _query.ReferenceLabels[item] : _query.Relevance(query, item);

    /// <summary>R, the number that metrics divide by, from the number of relevant items.</summary>
    public int CountFor(int query, int relevant) =>
        _query.AssumesReflexiveRelevance && _query.ReferenceIncludesQueries && !IsRelevant(query, query) ? relevant - 1 : relevant;

    /// <summary>The largest R of any query.</summary>
    public int LargestCount()
    {
        var items = new int[_query.ReferenceLabels.Length];
        return Enumerable.Range(0, _query.QueryLabels.Length).Max(query => _query.IsUnknownQuery(query) ? 0 : CountFor(query, Count(query, items)));
    }
}
