using System.Security.Cryptography;
using System.Text;

namespace DeepMetric.Datasets;

/// <summary>The values of images: decoded, prepared and, for training, varied when they are asked for.</summary>
internal sealed class PreparedImages : ItemValues
{
    private readonly ImageStore _store;
    private readonly ImageView _view;
    private readonly Augmentation _augmentation;
    private readonly byte[] _preparationHash;
    private readonly byte[]?[] _hashes;
    private readonly Func<int, int, int> _evaluatedRows;

    public PreparedImages(ImageStore store, ImagePreparation preparation, Augmentation augmentation, byte[]?[] hashes)
        : base(store.Count, [preparation.Channels, preparation.Size, preparation.Size])
    {
        _store = store;
        _augmentation = augmentation;
        _view = new ImageView(preparation, augmentation);
        _preparationHash = SHA256.HashData(Encoding.UTF8.GetBytes(preparation.Describe()));
        _hashes = hashes;
        _evaluatedRows = (width, height) => _view.RowsOf(_view.CentredBox(width, height), height);
    }

    public override bool IsVaried => !_augmentation.IsNone;

    public override void Read(int index, Span<float> target)
    {
        using LentImage lent = _store.Lend(index, _evaluatedRows);
        _view.Evaluate(lent.View, target);
    }

    public override void ReadVaried(int index, ulong seed, int epoch, Span<float> target)
    {
        if (!IsVaried)
        {
            Read(index, target);
            return;
        }

        // The box is drawn as soon as the size is known, before the pixels are.
        var random = new SeededRandom(seed, epoch, index);
        PixelBox? drawn = null;
        PixelBox Box(int width, int height) => drawn ??= _view.DrawBox(width, height, random);
        using LentImage lent = _store.Lend(index, (width, height) => _view.RowsOf(Box(width, height), height));
        _view.Vary(lent.View, Box(lent.View.Width, lent.View.Height), random, target);
    }

    public override PixelImage? Picture(int index, int largestSide)
    {
        using LentImage lent = _store.Lend(index);
        return _view.Picture(lent.View, largestSide);
    }

    internal override void AppendTo(IncrementalHash hash, int index) => hash.AppendData(_hashes[index] ?? []);

    internal override void AppendPreparationTo(IncrementalHash hash) => hash.AppendData(_preparationHash);
}
