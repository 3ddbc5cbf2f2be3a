using Spectre.Console.Rendering;

namespace DeepMetric.Cli.Rendering;

/// <summary>Something drawn without the blanks that fill its lines up to the right edge.</summary>
/// <param name="content">What is drawn.</param>
/// <param name="startsBlank">Whether a first line that is blank, as a table has it, is kept.</param>
internal sealed class TrimmedLines(IRenderable content, bool startsBlank = true) : IRenderable
{
    /// <inheritdoc/>
    public Measurement Measure(RenderOptions options, int maxWidth) => content.Measure(options, maxWidth);

    /// <inheritdoc/>
    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        bool isFirst = true;
        foreach (SegmentLine line in Segment.SplitLines(content.Render(options, maxWidth)))
        {
            bool isSkipped = isFirst && !startsBlank && line.All(segment => string.IsNullOrWhiteSpace(segment.Text));
            isFirst = false;
            if (isSkipped)
            {
                continue;
            }

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
