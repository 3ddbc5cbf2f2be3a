using System.Security.Cryptography;

namespace DeepMetric.Datasets;

/// <summary>Some items of a larger whole, by their places in it.</summary>
internal sealed class PickedValues(ItemValues whole, int[] places) : ItemValues(places.Length, whole.ItemShape)
{
    public override bool IsVaried => whole.IsVaried;

    public override void Read(int index, Span<float> target) => whole.Read(places[index], target);

    public override void ReadVaried(int index, ulong seed, int epoch, Span<float> target) => whole.ReadVaried(places[index], seed, epoch, target);

    public override PixelImage? Picture(int index, int largestSide) => whole.Picture(places[index], largestSide);

    public override ItemValues Pick(int[] chosen) => new PickedValues(whole, LabeledSet.Pick(places, chosen));

    internal override void AppendTo(IncrementalHash hash, int index) => whole.AppendTo(hash, places[index]);

    internal override void AppendPreparationTo(IncrementalHash hash) => whole.AppendPreparationTo(hash);
}
