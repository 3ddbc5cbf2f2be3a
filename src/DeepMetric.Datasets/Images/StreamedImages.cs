using System.Security.Cryptography;
using System.Text;

namespace DeepMetric.Datasets;

/// <summary>The images of an index, read and decoded once each, when they are asked for: nothing is looked at before, and nothing is kept.</summary>
/// <remarks>
/// Where <see cref="ImageSet"/> decodes everything up front, to know what can be read, here a file that cannot be read shows when it is its turn: it ends the reading, or,
/// where such are to be skipped, its values are zeros and <see cref="ProblemOf"/> tells of it.
/// </remarks>
public sealed class StreamedImages
{
    private readonly Streamed _values;

    private StreamedImages(ImageIndex index, Streamed values, LabeledSet items)
    {
        Index = index;
        _values = values;
        Items = items;
    }

    /// <summary>The index they come from.</summary>
    public ImageIndex Index { get; }

    /// <summary>The images, in the index's order, the unreadable ones among them.</summary>
    public LabeledSet Items { get; }

    /// <summary>Opens the images of an index; no file is touched.</summary>
    /// <param name="index">The index.</param>
    /// <param name="preparation">How they become values.</param>
    /// <param name="skipBroken">Whether the values of an image that cannot be read are zeros; else reading it throws.</param>
    /// <exception cref="ArgumentException">A setting of the preparation is out of its range.</exception>
    public static StreamedImages Open(ImageIndex index, ImagePreparation preparation, bool skipBroken = false)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(preparation);
        preparation.Validate();
        var values = new Streamed(index, preparation, skipBroken);
        return new(index, values, new LabeledSet(index.Name, values, [.. index.Items.Select(item => item.Label)]) { ItemNames = ImageItemNames.Of(index.Items) });
    }

    /// <summary>Why an image cannot be read, once it was tried; null where it can, or was not tried yet.</summary>
    /// <param name="place">Its place in the index.</param>
    public ImageFileException? ProblemOf(int place) => _values.ProblemOf(place);

    /// <summary>The SHA-256 of the names, classes and bytes of consecutive images. Those that were read since it was last asked for need not be read again.</summary>
    /// <param name="first">The place of the first.</param>
    /// <param name="count">How many.</param>
    public byte[] FingerprintOf(int first, int count)
    {
        var contents = new byte[count][];
        Parallel.For(0, count, i => contents[i] = _values.TakeContent(first + i));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < count; i++)
        {
            int label = Items.Labels[first + i];
            string line = $"{Items.ItemName(first + i)}\0{(label < 0 ? string.Empty : Index.ClassNames[label])}\0{Index.Items[first + i].Box}\n";
            hash.AppendData(Encoding.UTF8.GetBytes(line));
            hash.AppendData(contents[i]);
        }

        return hash.GetHashAndReset();
    }

    private sealed class Streamed(ImageIndex index, ImagePreparation preparation, bool skipBroken)
        : ItemValues(index.Items.Count, [preparation.Channels, preparation.Size, preparation.Size])
    {
        // What stands for the content of a file that cannot be opened.
        private static readonly byte[] _nothing = new byte[SHA256.HashSizeInBytes];

        private readonly DecodingStore _store = new(index, preparation);
        private readonly ImageView _view = new(preparation, Augmentation.None);
        private readonly byte[]?[] _contents = new byte[]?[index.Items.Count];
        private readonly ImageFileException?[] _problems = new ImageFileException?[index.Items.Count];

        public override void Read(int place, Span<float> target)
        {
            try
            {
                using LentBytes bytes = ImageContent.Read(index, index.Items[place]);
                _contents[place] = SHA256.HashData(bytes.Span);
                using LentImage lent = _store.Decode(index.Items[place], bytes.Span);
                _view.Evaluate(lent.View, target);
            }
            catch (ImageFileException problem) when (skipBroken)
            {
                _problems[place] = problem;
                target.Clear();
            }
        }

        public override PixelImage? Picture(int place, int largestSide)
        {
            using LentImage lent = _store.Lend(place);
            return _view.Picture(lent.View, largestSide);
        }

        public ImageFileException? ProblemOf(int place) => _problems[place];

        public byte[] TakeContent(int place)
        {
            byte[]? content = Interlocked.Exchange(ref _contents[place], null);
            return content ?? ContentOf(place);
        }

        internal override void AppendTo(IncrementalHash hash, int place) => hash.AppendData(ContentOf(place));

        internal override void AppendPreparationTo(IncrementalHash hash) => hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(preparation.Describe())));

        private byte[] ContentOf(int place)
        {
            try
            {
                return ImageContent.Hash(index, index.Items[place]);
            }
            catch (ImageFileException)
            {
                return _nothing;
            }
        }
    }
}
