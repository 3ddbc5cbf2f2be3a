using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric;

/// <summary>Items that have a set of labels each: the relevance of a pair is the Jaccard overlap |A ∩ B| / |A ∪ B| of their sets, 1 for two empty ones.</summary>
internal sealed class LabelSetRelevance : LabelRelevance
{
    private readonly byte[] _sets;
    private readonly byte[] _reference;
    private readonly int _classes;

    private LabelSetRelevance(byte[] sets, byte[] reference, int classes, double threshold)
        : base(threshold, HaveAny(sets, classes), HaveAny(reference, classes))
    {
        _sets = sets;
        _reference = reference;
        _classes = classes;
    }

    /// <summary>Checks and copies multi-hot labels.</summary>
    public static LabelSetRelevance Create(Tensor multiHot, int items, Tensor? reference, int? referenceItems, double threshold)
    {
        if (!(threshold is >= 0 and <= 1))
        {
            throw new ArgumentException($"Expected a threshold from 0 to 1, found {threshold}.", nameof(threshold));
        }

        byte[] sets = ReadSets(multiHot, items, nameof(multiHot));
        if (reference is not null && reference.dim() == 2 && reference.shape[1] != multiHot.shape[1])
        {
            throw new ArgumentException($"Expected reference labels of {multiHot.shape[1]} classes, found {reference.shape[1]}.", nameof(reference));
        }

        return new LabelSetRelevance(sets, reference is null ? sets : ReadSets(reference, referenceItems ?? 0, nameof(reference)), (int)multiHot.shape[1], threshold);
    }

    internal override LabelRelevance Rows(int first, int count) => new LabelSetRelevance(Rows(_sets, _classes, first, count), _reference, _classes, Threshold);

    private protected override Tensor ComputeMatrix(Device device)
    {
        Tensor sets = ToTensor(_sets, Known.Count, device);
        Tensor others = ReferenceEquals(_sets, _reference) ? sets : ToTensor(_reference, ReferenceKnown.Count, device);
        Tensor both = sets.mm(others.t());
        Tensor either = sets.sum(1).unsqueeze(1).Plus(others.sum(1).unsqueeze(0)).Minus(both);
        return where(either > Scalars.Of(0), both / either.clamp_min(Scalars.Of(1)), ones_like(both));
    }

    private Tensor ToTensor(byte[] sets, int items, Device device) => tensor(sets, device: device).reshape(items, _classes).to(ScalarType.Float64);

    private static byte[] ReadSets(Tensor multiHot, int items, string name)
    {
        long[] values = Read(multiHot, items, name, ScalarType.Bool, ScalarType.Byte, ScalarType.Int8, ScalarType.Int16, ScalarType.Int32, ScalarType.Int64);
        int wrong = Array.FindIndex(values, value => value is not (0 or 1));
        return wrong < 0
            ? [.. values.Select(value => (byte)value)]
            : throw new ArgumentException($"Expected {name} of 0 and 1, found {values[wrong]} in row {wrong / multiHot.shape[1]}.", name);
    }

    private static bool[] HaveAny(byte[] sets, int classes) => classes == 0 ? [] : [.. sets.Chunk(classes).Select(set => set.Contains((byte)1))];
}
