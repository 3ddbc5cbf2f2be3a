namespace DeepMetric.Datasets;

/// <summary>A decoded image to look at until it is given back.</summary>
internal readonly struct LentImage : IDisposable
{
    private readonly PixelImage? _owned;
    private readonly LentBytes? _memory;

    /// <summary>Lends an image that is somebody else's.</summary>
    public LentImage(PixelImage owned)
    {
        _owned = owned;
        View = owned;
    }

    /// <summary>Lends pixels whose memory is used again.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="channels">1 (grey) or 3 (red, green, blue).</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="stride">Bytes from a pixel to the next one.</param>
    public LentImage(LentBytes memory, int channels, int height, int width, int stride)
    {
        _memory = memory;
        View = new(memory.Memory, channels, height, width, stride);
    }

    /// <summary>The pixels.</summary>
    public PixelView View { get; }

    /// <summary>The image with memory of its own; what was lent is given back.</summary>
    public PixelImage Keep()
    {
        if (_owned is not null)
        {
            return _owned;
        }

        PixelImage kept = View.ToImage();
        Dispose();
        return kept;
    }

    public void Dispose() => _memory?.Dispose();
}
