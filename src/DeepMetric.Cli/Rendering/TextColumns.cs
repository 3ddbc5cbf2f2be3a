using Spectre.Console;
using Spectre.Console.Rendering;

namespace DeepMetric.Cli.Rendering;

/// <summary>Rows of texts under quiet headings, as a table of simple border draws them; one column wraps.</summary>
/// <param name="headings">The headings.</param>
/// <param name="rows">The rows, each of as many texts.</param>
/// <param name="wrapping">The column that wraps.</param>
internal sealed class TextColumns(IReadOnlyList<string> headings, IReadOnlyList<IReadOnlyList<string>> rows, int wrapping) : IRenderable
{
    private const int Gap = 3;

    /// <summary>Whether the rows can be drawn in so many cells: every character takes one, and neither a heading nor a column but that one has to become narrower. Other rows are for a table.</summary>
    public bool Suits(int maxWidth)
    {
        int[] widths = Widths(maxWidth);
        int others = widths.Where((_, column) => column != wrapping).Max();
        return widths[wrapping] >= Math.Max(others, headings[wrapping].Length) && rows.All(row => row.All(WrappedText.Suits));
    }

    /// <inheritdoc/>
    public Measurement Measure(RenderOptions options, int maxWidth) => new(Math.Min(Total(Widths(maxWidth)), maxWidth), maxWidth);

    /// <inheritdoc/>
    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        int[] widths = Widths(maxWidth);
        yield return Segment.LineBreak;
        foreach (Segment segment in Line(headings, widths, Styles.Quiet))
        {
            yield return segment;
        }

        yield return new Segment(new string('─', Total(widths)));
        yield return Segment.LineBreak;
        foreach (IReadOnlyList<string> row in rows)
        {
            IReadOnlyList<string> wrapped = WrappedText.Lines(row[wrapping], widths[wrapping]);
            for (int i = 0; i < wrapped.Count; i++)
            {
                foreach (Segment segment in Line([.. row.Select((text, column) => column == wrapping ? wrapped[i] : i == 0 ? text : string.Empty)], widths, Style.Plain))
                {
                    yield return segment;
                }
            }
        }

        yield return Segment.LineBreak;
    }

    private static int Total(int[] widths) => 1 + widths.Sum() + (Gap * widths.Length);

    private int[] Widths(int maxWidth)
    {
        int[] widths = [.. headings.Select((heading, column) => rows.Select(row => row[column].Length).Append(heading.Length).Max())];
        widths[wrapping] = Math.Min(widths[wrapping], Math.Max(1, widths[wrapping] + maxWidth - Total(widths)));
        return widths;
    }

    private static Segment[] Line(IReadOnlyList<string> texts, int[] widths, Style style)
    {
        IEnumerable<string> cells = texts.Select((text, column) => text.PadRight(widths[column]));
        return [new Segment((" " + string.Join(new string(' ', Gap), cells)).TrimEnd(), style), Segment.LineBreak];
    }
}
