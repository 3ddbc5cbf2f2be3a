namespace DeepMetric.Evaluation;

/// <summary>The nearest rows found so far for each query, ascending.</summary>
internal sealed class NearestRows(int[] indices, double[] distances, int k)
{
    /// <summary>Offers a row. Rows come by ascending index, so that an equally near one goes behind.</summary>
    public void Offer(int query, int row, double distance)
    {
        int start = query * k;
        int at = start + k - 1;

        // A free place takes anything, an infinite distance (an overflow) too.
        if (distance >= distances[at] && indices[at] >= 0)
        {
            return;
        }

        while (at > start && (indices[at - 1] < 0 || distances[at - 1] > distance))
        {
            indices[at] = indices[at - 1];
            distances[at] = distances[at - 1];
            at--;
        }

        indices[at] = row;
        distances[at] = distance;
    }
}
