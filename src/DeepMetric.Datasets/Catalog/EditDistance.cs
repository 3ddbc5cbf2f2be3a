namespace DeepMetric.Datasets;

/// <summary>How far apart two words are: the fewest insertions, deletions and substitutions of a letter that turn one into the other.</summary>
/// <remarks>Levenshtein, Soviet Physics Doklady 1966; one row of the table of Wagner and Fischer at a time.</remarks>
internal static class EditDistance
{
    public static int Between(string first, string second)
    {
        int[] row = [.. Enumerable.Range(0, second.Length + 1)];
        for (int i = 1; i <= first.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= second.Length; j++)
            {
                int substituted = diagonal + (first[i - 1] == second[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[second.Length];
    }
}
