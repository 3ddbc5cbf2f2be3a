namespace DeepMetric.Evaluation.Clustering;

/// <summary>How often each label meets each cluster, and what follows from it; natural logarithms.</summary>
internal sealed class Contingency
{
    public Contingency(int[] labels, int[] clusters)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(clusters);
        if (labels.Length != clusters.Length)
        {
            throw new ArgumentException($"Expected {labels.Length} clusters, one for each label; found {clusters.Length}.", nameof(clusters));
        }

        Count = labels.Length;
        int[] rows = Number(labels, out int[] rowCounts);
        int[] columns = Number(clusters, out int[] columnCounts);
        LabelCounts = rowCounts;
        ClusterCounts = columnCounts;
        Cells = [.. rows.Zip(columns).CountBy(cell => cell).OrderBy(cell => cell.Key).Select(cell => (cell.Key.First, cell.Key.Second, cell.Value))];
    }

    /// <summary>How many items there are.</summary>
    public int Count { get; }

    public int[] LabelCounts { get; }

    public int[] ClusterCounts { get; }

    /// <summary>The pairs of label and cluster that occur, and how often.</summary>
    public IReadOnlyList<(int Label, int Cluster, int Count)> Cells { get; }

    /// <summary>Whether there is nothing to tell apart on either side: no items, or one label and one cluster.</summary>
    public bool IsUndivided => Count == 0 || (LabelCounts.Length == 1 && ClusterCounts.Length == 1);

    /// <summary>The arithmetic mean of the two entropies.</summary>
    public double MeanEntropy => (Entropy(LabelCounts) + Entropy(ClusterCounts)) / 2;

    /// <summary>The mutual information: Σ (n_ij / n) ln(n n_ij / (a_i b_j)).</summary>
    public double MutualInformation
    {
        get
        {
            double sum = 0;
            foreach ((int label, int cluster, int count) in Cells)
            {
                sum += (double)count / Count * Math.Log((double)Count * count / ((double)LabelCounts[label] * ClusterCounts[cluster]));
            }

            return Math.Max(sum, 0);
        }
    }

    /// <summary>The mutual information that labels and clusters of these sizes have on average when they are dealt at random.</summary>
    /// <remarks>The sum over n_ij of its hypergeometric probability times its term. Paper: Vinh, Epps and Bailey, JMLR 2010.</remarks>
    public double ExpectedMutualInformation
    {
        get
        {
            double[] logFactorials = LogFactorials(Count);

            // Cells of equal sizes contribute equally, so each pair of sizes is worked out once.
            var labelSizes = LabelCounts.CountBy(size => size).OrderBy(entry => entry.Key).ToArray();
            var clusterSizes = ClusterCounts.CountBy(size => size).OrderBy(entry => entry.Key).ToArray();
            double sum = 0;
            foreach ((int a, int repeatsOfA) in labelSizes)
            {
                foreach ((int b, int repeatsOfB) in clusterSizes)
                {
                    sum += (double)repeatsOfA * repeatsOfB * ExpectedTerm(a, b, logFactorials);
                }
            }

            return sum;
        }
    }

    private static double[] LogFactorials(int count)
    {
        var logs = new double[count + 1];
        double sum = 0;
        double lost = 0;
        for (int i = 2; i <= count; i++)
        {
            // Compensated (Kahan), since the sum grows to hundreds of thousands and its exponential is wanted.
            double term = Math.Log(i) - lost;
            double next = sum + term;
            lost = next - sum - term;
            sum = next;
            logs[i] = sum;
        }

        return logs;
    }

    private static int[] Number(int[] values, out int[] counts)
    {
        int[] distinct = [.. values.Distinct().Order()];
        int[] numbers = Array.ConvertAll(values, value => Array.BinarySearch(distinct, value));
        counts = new int[distinct.Length];
        foreach (int number in numbers)
        {
            counts[number]++;
        }

        return numbers;
    }

    private double ExpectedTerm(int a, int b, double[] logFactorials)
    {
        double fixedPart = logFactorials[a] + logFactorials[b] + logFactorials[Count - a] + logFactorials[Count - b] - logFactorials[Count];
        double sum = 0;
        for (int shared = Math.Max(1, a + b - Count); shared <= Math.Min(a, b); shared++)
        {
            double logProbability = fixedPart - logFactorials[shared] - logFactorials[a - shared] - logFactorials[b - shared] - logFactorials[Count - a - b + shared];
            sum += (double)shared / Count * Math.Log((double)Count * shared / ((double)a * b)) * Math.Exp(logProbability);
        }

        return sum;
    }

    private double Entropy(int[] counts)
    {
        double sum = 0;
        foreach (int count in counts)
        {
            double share = (double)count / Count;
            sum -= share * Math.Log(share);
        }

        return sum;
    }
}
