namespace DeepMetric.Datasets;

/// <summary>Divides every class by the same shares.</summary>
internal sealed class StratifiedDraw
{
    private const double Noise = 1e-9;

    // A class too small for all parts is first of all learnt, then tested.
    private static readonly int[] _importance = [(int)ItemPart.Train, (int)ItemPart.Test, (int)ItemPart.Validation];

    private readonly List<int>[] _parts = [[], [], []];
    private int _single;
    private int _small;

    /// <summary>Divides the classes.</summary>
    /// <param name="classes">The places of each class; see <see cref="ClassItems.ByName"/>.</param>
    /// <param name="shares">The shares.</param>
    /// <param name="seed">The seed; every class draws from a stream of its own, so that one class cannot move another.</param>
    public StratifiedDraw(SortedDictionary<int, int[]> classes, SplitShares shares, int seed)
    {
        foreach ((int label, int[] items) in classes)
        {
            var random = new SeededRandom(seed, label);
            int[] counts = Counts(items.Length, shares, random);
            int parts = counts.Count(count => count > 0);
            _single += items.Length == 1 ? 1 : 0;
            _small += items.Length > 1 && parts < WantedParts(shares) ? 1 : 0;
            int[] dealt = [.. items];
            random.Shuffle<int>(dealt);
            int from = 0;
            for (int part = 0; part < counts.Length; part++)
            {
                _parts[part].AddRange(dealt[from..(from + counts[part])]);
                from += counts[part];
            }
        }
    }

    /// <summary>The places drawn for a part, in no particular order.</summary>
    public IReadOnlyList<int> this[ItemPart part] => _parts[(int)part];

    /// <summary>What a plan says of classes that were too small.</summary>
    public IEnumerable<string> Notes()
    {
        if (_single > 0)
        {
            yield return $"{SplitText.Count(_single, "class has", "classes have")} one item, which is in the training part.";
        }

        if (_small > 0)
        {
            yield return $"{SplitText.Count(_small, "class has", "classes have")} too few items for every part and none to choose by.";
        }
    }

    /// <summary>The number of items of each part, by largest remainder, for a class of n items.</summary>
    /// <remarks>
    /// Each part first gets the whole number below its exact share; what is left goes to the largest fractions, ties by lot.
    /// Then a part that is wanted but empty takes an item from the part that is farthest above its exact share.
    /// </remarks>
    internal static int[] Counts(int n, SplitShares shares, SeededRandom random)
    {
        double[] wanted = [shares.Train, shares.Validation, shares.Test];
        ulong[] lots = [random.NextBits(), random.NextBits(), random.NextBits()];
        var counts = new int[wanted.Length];
        if (n < WantedParts(shares))
        {
            foreach (int part in _importance.Where(part => wanted[part] > 0).Take(n))
            {
                counts[part] = 1;
            }

            return counts;
        }

        double[] exact = [.. wanted.Select(share => share * n)];
        counts = [.. exact.Select(value => (int)Math.Floor(value + Noise))];
        IEnumerable<int> byRemainder = Enumerable.Range(0, wanted.Length)
            .Where(part => wanted[part] > 0)
            .OrderByDescending(part => Math.Round(exact[part] - counts[part], 9))
            .ThenBy(part => lots[part]);
        foreach (int part in byRemainder.ToArray().Take(n - counts.Sum()))
        {
            counts[part]++;
        }

        for (int part = 0; part < wanted.Length; part++)
        {
            if (wanted[part] > 0 && counts[part] == 0)
            {
                int donor = Enumerable.Range(0, wanted.Length).Where(other => counts[other] > 1).MaxBy(other => counts[other] - exact[other]);
                counts[donor]--;
                counts[part]++;
            }
        }

        return counts;
    }

    private static int WantedParts(SplitShares shares) => 1 + (shares.Validation > 0 ? 1 : 0) + (shares.Test > 0 ? 1 : 0);
}
