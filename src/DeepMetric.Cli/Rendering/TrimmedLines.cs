using Spectre.Console.Rendering;

namespace DeepMetric.Cli.Rendering;

/// <summary>Something drawn without the blanks that fill its lines up to the right edge.</summary>
internal sealed class TrimmedLines(IRenderable content) : IRenderable
{
    /// <inheritdoc/>
    public Measurement Measure(RenderOptions options, int maxWidth) => content.Measure(options, maxWidth);

    /// <inheritdoc/>
    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        foreach (SegmentLine line in Segment.SplitLines(content.Render(options, maxWidth)))
        {
            List<Segment> kept = [.. line];
            while (kept.Count > 0 && string.IsNullOrWhiteSpace(kept[^1].Text))
            {
                kept.RemoveAt(kept.Count - 1);
            }

            if (kept.Count > 0)
            {
                kept[^1] = new Segment(kept[^1].Text.TrimEnd(), kept[^1].Style);
            }

            foreach (Segment segment in kept)
            {
                yield return segment;
            }

            yield return Segment.LineBreak;
        }
    }
}
