namespace DeepMetric.Evaluation;

/// <summary>Means over queries; each value is in [0, 1], or NaN when there is no query.</summary>
/// <remarks>
/// <para>A query has R relevant items; "found" means within the depth D of the ranking (all of it by default), P(k) is the share of relevant items among
/// the k nearest. With K = 1 Recall@K, precision@K, MAP@K and NDCG@K are one number.</para>
/// <para>Papers: Musgrave, Belongie and Lim, "A Metric Learning Reality Check", ECCV 2020 (MAP@R);
/// Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", ACM TOIS 2002 (NDCG); Burges et al., "Learning to rank using gradient descent", ICML 2005 (exponential gains).</para>
/// </remarks>
public sealed record RetrievalMetrics
{
    /// <summary>MAP@R: (1/R) Σ P(k) over relevant items at ranks k ≤ min(R, D).</summary>
    public required double MeanAveragePrecisionAtR { get; init; }

    /// <summary>P(min(R, D)).</summary>
    public required double RPrecision { get; init; }

    /// <summary>MAP: (1/R) Σ P(k) over relevant items at ranks k ≤ D.</summary>
    public required double MeanAveragePrecision { get; init; }

    /// <summary>MRR: 1 / rank of the nearest relevant item, 0 when none is found.</summary>
    public required double MeanReciprocalRank { get; init; }

    /// <summary>NDCG: Σ 1/log2(1 + k) over relevant items at ranks k ≤ D, over the same sum for the ranks 1 … min(R, D).</summary>
    public required double Ndcg { get; init; }

    /// <summary>
    /// Graded NDCG: Σ g/log2(1 + k) over items of gain g at ranks k ≤ D, over the same sum for the best order there is; null without <see cref="RetrievalQuery.Grades"/>.
    /// The mean is over queries with an item of a gain above 0.
    /// </summary>
    public double? GradedNdcg { get; init; }

    /// <summary>The K of the lists below.</summary>
    public required IReadOnlyList<int> CutOffs { get; init; }

    /// <summary>Recall@K, which is CMC@K, for each of <see cref="CutOffs"/>: the share of queries with a relevant item among the min(K, D) nearest.</summary>
    public required IReadOnlyList<double> Recall { get; init; }

    /// <summary>Precision@K, for each of <see cref="CutOffs"/>: relevant items among the min(K, D) nearest, over K.</summary>
    public required IReadOnlyList<double> Precision { get; init; }

    /// <summary>MAP@K, for each of <see cref="CutOffs"/>: (1/min(K, R)) Σ P(k) over relevant items at ranks k ≤ min(K, D).</summary>
    public required IReadOnlyList<double> MeanAveragePrecisionAtCutOffs { get; init; }

    /// <summary>NDCG@K, for each of <see cref="CutOffs"/>: as <see cref="Ndcg"/> with min(K, D) in place of D.</summary>
    public required IReadOnlyList<double> NdcgAtCutOffs { get; init; }

    /// <summary>Graded NDCG@K, for each of <see cref="CutOffs"/>; empty without <see cref="RetrievalQuery.Grades"/>.</summary>
    public IReadOnlyList<double> GradedNdcgAtCutOffs { get; init; } = [];

    /// <summary>Recall@K.</summary>
    /// <param name="k">One of <see cref="CutOffs"/>.</param>
    /// <exception cref="ArgumentException">Another K.</exception>
    public double RecallAt(int k) => Recall[IndexOf(k)];

    /// <summary>Precision@K.</summary>
    /// <param name="k">One of <see cref="CutOffs"/>.</param>
    /// <exception cref="ArgumentException">Another K.</exception>
    public double PrecisionAt(int k) => Precision[IndexOf(k)];

    /// <summary>MAP@K.</summary>
    /// <param name="k">One of <see cref="CutOffs"/>.</param>
    /// <exception cref="ArgumentException">Another K.</exception>
    public double MeanAveragePrecisionAt(int k) => MeanAveragePrecisionAtCutOffs[IndexOf(k)];

    /// <summary>NDCG@K.</summary>
    /// <param name="k">One of <see cref="CutOffs"/>.</param>
    /// <exception cref="ArgumentException">Another K.</exception>
    public double NdcgAt(int k) => NdcgAtCutOffs[IndexOf(k)];

    /// <summary>Graded NDCG@K; null without <see cref="RetrievalQuery.Grades"/>.</summary>
    /// <param name="k">One of <see cref="CutOffs"/>.</param>
    /// <exception cref="ArgumentException">Another K.</exception>
    public double? GradedNdcgAt(int k)
    {
        int at = IndexOf(k);
        return GradedNdcg is null ? null : GradedNdcgAtCutOffs[at];
    }

    /// <summary>The mean of metrics, each counting the same; summed in the order given.</summary>
    internal static RetrievalMetrics Mean(IReadOnlyCollection<RetrievalMetrics> parts, int[] cutOffs, bool isGraded) => new()
    {
        MeanAveragePrecisionAtR = MeanOf(parts, part => part.MeanAveragePrecisionAtR),
        RPrecision = MeanOf(parts, part => part.RPrecision),
        MeanAveragePrecision = MeanOf(parts, part => part.MeanAveragePrecision),
        MeanReciprocalRank = MeanOf(parts, part => part.MeanReciprocalRank),
        Ndcg = MeanOf(parts, part => part.Ndcg),
        GradedNdcg = isGraded ? MeanOfDefined(parts, part => part.GradedNdcg!.Value) : null,
        CutOffs = cutOffs,
        Recall = [.. cutOffs.Select((_, at) => MeanOf(parts, part => part.Recall[at]))],
        Precision = [.. cutOffs.Select((_, at) => MeanOf(parts, part => part.Precision[at]))],
        MeanAveragePrecisionAtCutOffs = [.. cutOffs.Select((_, at) => MeanOf(parts, part => part.MeanAveragePrecisionAtCutOffs[at]))],
        NdcgAtCutOffs = [.. cutOffs.Select((_, at) => MeanOf(parts, part => part.NdcgAtCutOffs[at]))],
        GradedNdcgAtCutOffs = isGraded ? [.. cutOffs.Select((_, at) => MeanOfDefined(parts, part => part.GradedNdcgAtCutOffs[at]))] : [],
    };

    private static double MeanOf(IReadOnlyCollection<RetrievalMetrics> parts, Func<RetrievalMetrics, double> value) =>
        parts.Count == 0 ? double.NaN : parts.Sum(value) / parts.Count;

    private static double MeanOfDefined(IReadOnlyCollection<RetrievalMetrics> parts, Func<RetrievalMetrics, double> value)
    {
        double[] defined = [.. parts.Select(value).Where(number => !double.IsNaN(number))];
        return defined.Length == 0 ? double.NaN : defined.Sum() / defined.Length;
    }

    private int IndexOf(int k)
    {
        for (int i = 0; i < CutOffs.Count; i++)
        {
            if (CutOffs[i] == k)
            {
                return i;
            }
        }

        throw new ArgumentException($"Expected K to be one of the cut-offs {string.Join(", ", CutOffs)}; found {k}.", nameof(k));
    }
}
