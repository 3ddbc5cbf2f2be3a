using System.Security.Cryptography;

namespace DeepMetric.Datasets;

/// <summary>The items of two sets, one after the other.</summary>
internal sealed class JoinedValues(ItemValues first, ItemValues second) : ItemValues(first.Count + second.Count, first.ItemShape)
{
    public override bool IsVaried => first.IsVaried || second.IsVaried;

    public override void Read(int index, Span<float> target)
    {
        (ItemValues part, int place) = At(index);
        part.Read(place, target);
    }

    public override void ReadVaried(int index, ulong seed, int epoch, Span<float> target)
    {
        (ItemValues part, int place) = At(index);
        part.ReadVaried(place, seed, epoch, target);
    }

    public override PixelImage? Picture(int index, int largestSide)
    {
        (ItemValues part, int place) = At(index);
        return part.Picture(place, largestSide);
    }

    internal override void AppendTo(IncrementalHash hash, int index)
    {
        (ItemValues part, int place) = At(index);
        part.AppendTo(hash, place);
    }

    internal override void AppendPreparationTo(IncrementalHash hash)
    {
        first.AppendPreparationTo(hash);
        second.AppendPreparationTo(hash);
    }

    private (ItemValues Part, int Place) At(int index) => index < first.Count ? (first, index) : (second, index - first.Count);
}
