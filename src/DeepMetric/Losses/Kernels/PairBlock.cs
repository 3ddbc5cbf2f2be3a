namespace DeepMetric.Losses.Kernels;

/// <summary>Some positive pairs, with the rows and columns of the distance matrix that they stand in.</summary>
/// <param name="Pairs">The pairs, by their places in the list of all.</param>
/// <param name="Anchors">Their different anchors.</param>
/// <param name="Positives">Their different positives.</param>
/// <param name="AnchorPlaces">The place in <paramref name="Anchors"/> of each pair's anchor.</param>
/// <param name="PositivePlaces">The place in <paramref name="Positives"/> of each pair's positive.</param>
internal sealed record PairBlock(int[] Pairs, int[] Anchors, int[] Positives, int[] AnchorPlaces, int[] PositivePlaces)
{
    /// <summary>Cuts pairs into blocks of whole classes, so that little of a block's rows by columns is no pair.</summary>
    /// <param name="labels">The labels of the embeddings.</param>
    /// <param name="anchors">The anchor of each pair.</param>
    /// <param name="positives">The positive of each pair.</param>
    /// <param name="atMost">Anchors of a block; a class with more is a block by itself.</param>
    public static IEnumerable<PairBlock> Cut(IReadOnlyList<long> labels, int[] anchors, int[] positives, int atMost)
    {
        var pairs = new List<int>();
        int size = 0;
        foreach (IGrouping<long, int> members in Enumerable.Range(0, anchors.Length).GroupBy(pair => labels[anchors[pair]]))
        {
            int more = members.Select(pair => anchors[pair]).Distinct().Count();
            if (pairs.Count > 0 && size + more > atMost)
            {
                yield return Of(pairs, anchors, positives);
                pairs = [];
                size = 0;
            }

            pairs.AddRange(members);
            size += more;
        }

        if (pairs.Count > 0)
        {
            yield return Of(pairs, anchors, positives);
        }
    }

    private static PairBlock Of(List<int> pairs, int[] anchors, int[] positives)
    {
        (int[] rows, int[] rowPlaces) = Different([.. pairs.Select(pair => anchors[pair])]);
        (int[] columns, int[] columnPlaces) = Different([.. pairs.Select(pair => positives[pair])]);
        return new PairBlock([.. pairs], rows, columns, rowPlaces, columnPlaces);
    }

    private static (int[] Values, int[] Places) Different(int[] values)
    {
        int[] different = [.. values.Distinct()];
        Dictionary<int, int> places = different.Select((value, place) => (value, place)).ToDictionary(pair => pair.value, pair => pair.place);
        return (different, Array.ConvertAll(values, value => places[value]));
    }
}
