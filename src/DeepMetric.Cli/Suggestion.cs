namespace DeepMetric.Cli;

/// <summary>Finds the name that somebody meant who typed another.</summary>
internal static class Suggestion
{
    /// <summary>The known name with the fewest edits, null where that would rewrite more than two fifths of the longer word.</summary>
    /// <param name="typed">What was typed.</param>
    /// <param name="known">What could have been meant.</param>
    public static string? For(string typed, IEnumerable<string> known)
    {
        string word = typed.Trim().ToLowerInvariant();
        string? begun = null;
        string? nearest = null;
        int fewest = int.MaxValue;
        foreach (string name in known)
        {
            int edits = Edits(word, name);
            if (edits < fewest && 5 * edits <= 2 * Math.Max(word.Length, name.Length))
            {
                (nearest, fewest) = (name, edits);
            }

            begun ??= word.Length >= 3 && name.StartsWith(word, StringComparison.Ordinal) ? name : null;
        }

        return nearest ?? begun;
    }

    /// <summary>Insertions, deletions and substitutions of a letter that turn one word into the other (Levenshtein), a row of the table at a time.</summary>
    private static int Edits(string first, string second)
    {
        int[] row = [.. Enumerable.Range(0, second.Length + 1)];
        for (int i = 1; i <= first.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= second.Length; j++)
            {
                int replaced = diagonal + (first[i - 1] == second[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[second.Length];
    }
}
