namespace DeepMetric.Evaluation.Labels;

/// <summary>Labels on several levels, the coarsest first: such as order, family and species.</summary>
/// <remarks>Two items share as many levels as agree from the coarsest on; what stands below a level that differs, or is unknown, doesn't count.</remarks>
public sealed class HierarchicalLabels
{
    /// <summary>The label of a level that isn't known.</summary>
    public const int Unknown = -1;

    private readonly int[][] _levels;

    /// <summary>Joins the levels; they are borrowed.</summary>
    /// <param name="levels">For each level, the coarsest first, the label of each item, <c>[n]</c>; −1 where it isn't known.</param>
    /// <exception cref="ArgumentException">There is no level or no item, or the levels differ in length.</exception>
    public HierarchicalLabels(params int[][] levels)
    {
        ArgumentNullException.ThrowIfNull(levels);
        if (levels.Length == 0 || levels[0].Length == 0)
        {
            throw new ArgumentException($"Expected at least 1 level of at least 1 item; found {levels.Length} levels.", nameof(levels));
        }

        foreach (int[] level in levels)
        {
            if (level.Length != levels[0].Length)
            {
                throw new ArgumentException($"Expected {levels[0].Length} labels on every level, as on the first; found {level.Length}.", nameof(levels));
            }
        }

        _levels = levels;
    }

    /// <summary>How many items there are.</summary>
    public int Count => _levels[0].Length;

    /// <summary>How many levels there are.</summary>
    public int LevelCount => _levels.Length;

    /// <summary>The labels of one level, <c>[n]</c>.</summary>
    /// <param name="level">The level, the coarsest being 0.</param>
    public ReadOnlySpan<int> Level(int level) => _levels[level];

    /// <summary>How many levels two items share, from the coarsest on.</summary>
    /// <param name="item">An item of these.</param>
    /// <param name="others">The labels of the other item; these or others of as many levels.</param>
    /// <param name="other">The other item.</param>
    public int Shared(int item, HierarchicalLabels others, int other)
    {
        ArgumentNullException.ThrowIfNull(others);
        int shared = 0;
        while (shared < _levels.Length && shared < others._levels.Length && _levels[shared][item] != Unknown && _levels[shared][item] == others._levels[shared][other])
        {
            shared++;
        }

        return shared;
    }

    /// <summary>One number for all that is known down to a level, the same in both; −1 where it isn't known.</summary>
    internal static (int[] First, int[] Second) Number(HierarchicalLabels first, HierarchicalLabels second, int level)
    {
        if (first.LevelCount != second.LevelCount)
        {
            throw new ArgumentException($"Expected {first.LevelCount} levels, as the queries have; found {second.LevelCount}.", nameof(second));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(level);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(level, first.LevelCount);
        int[] a = [.. first._levels[0]];
        int[] b = [.. second._levels[0]];
        for (int next = 1; next <= level; next++)
        {
            var numbers = new Dictionary<(int Above, int Own), int>();
            Refine(a, first._levels[next], numbers);
            Refine(b, second._levels[next], numbers);
        }

        return (a, b);
    }

    private static void Refine(int[] numbers, int[] level, Dictionary<(int Above, int Own), int> known)
    {
        for (int item = 0; item < numbers.Length; item++)
        {
            if (numbers[item] == Unknown || level[item] == Unknown)
            {
                numbers[item] = Unknown;
                continue;
            }

            if (!known.TryGetValue((numbers[item], level[item]), out int number))
            {
                number = known.Count;
                known.Add((numbers[item], level[item]), number);
            }

            numbers[item] = number;
        }
    }
}
