using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric;

/// <summary>Items whose labels are paths in a tree: the relevance of a pair is the share of levels, from the coarsest on, at which they agree.</summary>
internal sealed class LabelPathRelevance : LabelRelevance
{
    // The label of an item that is not known at a level, and then not at the finer ones either.
    private const long Unknown = -1;

    private readonly long[] _paths;
    private readonly long[] _reference;
    private readonly int _levels;
    private readonly int _level;

    private LabelPathRelevance(long[] paths, long[] reference, int levels, int level)
        : base((level + 1.0) / levels, AreKnown(paths, levels, level), AreKnown(reference, levels, level))
    {
        _paths = paths;
        _reference = reference;
        _levels = levels;
        _level = level;
    }

    /// <summary>The labels of the level at which positive pairs agree.</summary>
    public long[] LabelsAtLevel => AtLevel(_paths);

    /// <summary>The same of the reference.</summary>
    public long[] ReferenceLabelsAtLevel => AtLevel(_reference);

    /// <summary>Checks and copies paths.</summary>
    public static LabelPathRelevance Create(Tensor labels, int items, Tensor? reference, int? referenceItems, int level)
    {
        ReadOnlySpan<ScalarType> types = [ScalarType.Int64, ScalarType.Int32, ScalarType.Int16, ScalarType.Int8, ScalarType.Byte];
        long[] paths = Read(labels, items, nameof(labels), types);
        int levels = (int)labels.shape[1];
        if (level < 0 || level >= levels)
        {
            throw new ArgumentException($"Expected a level from 0 to {levels - 1}, as there are {levels}, found {level}.", nameof(level));
        }

        long[] others = reference is null ? paths : Read(reference, referenceItems ?? 0, nameof(reference), types);
        if (reference is not null && reference.shape[1] != levels)
        {
            throw new ArgumentException($"Expected reference labels of {levels} levels, found {reference.shape[1]}.", nameof(reference));
        }

        CheckTree([.. paths, .. reference is null ? [] : others], levels);
        return new LabelPathRelevance(paths, others, levels, level);
    }

    internal override LabelRelevance Rows(int first, int count) => new LabelPathRelevance(Rows(_paths, _levels, first, count), _reference, _levels, _level);

    private protected override Tensor ComputeMatrix(Device device)
    {
        Tensor paths = tensor(_paths, device: device).reshape(-1, _levels);
        Tensor others = tensor(_reference, device: device).reshape(-1, _levels);
        Tensor agree = ones(paths.shape[0], others.shape[0], ScalarType.Bool, device);
        Tensor shared = zeros(paths.shape[0], others.shape[0], ScalarType.Float64, device);
        for (int level = 0; level < _levels; level++)
        {
            Tensor labels = paths.select(1, level).unsqueeze(1);
            agree = agree & (labels == others.select(1, level).unsqueeze(0)) & (labels != Scalars.Of(Unknown));
            shared = shared.Plus(agree.to(ScalarType.Float64));
        }

        return shared.DividedBy(_levels);
    }

    private long[] AtLevel(long[] paths) => [.. paths.Chunk(_levels).Select(path => path.Take(_level + 1).Contains(Unknown) ? Unknown : path[_level])];

    private static bool[] AreKnown(long[] paths, int levels, int level) => [.. paths.Chunk(levels).Select(path => !path.Take(level + 1).Contains(Unknown))];

    private static void CheckTree(long[] paths, int levels)
    {
        var parents = new Dictionary<(int Level, long Label), long>();
        foreach (long[] path in paths.Chunk(levels))
        {
            for (int level = 1; level < levels && path[level] != Unknown; level++)
            {
                if (!parents.TryAdd((level, path[level]), path[level - 1]) && parents[(level, path[level])] != path[level - 1])
                {
                    throw new ArgumentException(
                        $"Expected a tree of labels, found label {path[level]} of level {level} below both {parents[(level, path[level])]} and {path[level - 1]} of level {level - 1}.",
                        nameof(paths));
                }
            }
        }
    }
}
