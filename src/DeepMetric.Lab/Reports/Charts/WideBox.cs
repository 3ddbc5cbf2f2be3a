using static DeepMetric.Lab.Reports.Charts.SvgPath;

namespace DeepMetric.Lab.Reports.Charts;

/// <summary>The box around a picture that may be wider than the page, which scrolls inside it.</summary>
internal static class WideBox
{
    /// <summary>Opens the box; disposing of the result closes it.</summary>
    /// <param name="html">Receives the box.</param>
    /// <param name="name">What is in it.</param>
    /// <param name="width">The picture's own width; it is drawn a little smaller at the least, and not much larger.</param>
    public static Scope Open(Markup html, string name, double width) => new(
        html.In("div", ("class", "scroll"), ("tabindex", "0"), ("role", "group"), ("aria-label", name)),
        html.In("div", ("class", "wide"), ("style", $"min-width:{Number(0.9 * width)}px;max-width:{Number(1.25 * width)}px")));

    /// <summary>An open box.</summary>
    internal readonly struct Scope(Markup.Scope outer, Markup.Scope inner) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose()
        {
            inner.Dispose();
            outer.Dispose();
        }
    }
}
