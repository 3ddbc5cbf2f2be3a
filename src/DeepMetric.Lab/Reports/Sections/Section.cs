namespace DeepMetric.Lab.Reports.Sections;

/// <summary>The box around a part of the page.</summary>
internal static class Section
{
    /// <summary>Opens a part with its heading; disposing of the result closes it.</summary>
    public static Markup.Scope Open(Markup html, string id, string title, string? introduction = null)
    {
        Markup.Scope scope = html.In("section", ("id", id), ("aria-labelledby", id + "-title"));
        html.Element("h2", title, ("id", id + "-title"));
        if (introduction is not null)
        {
            html.Element("p", introduction, ("class", "intro"));
        }

        return scope;
    }

    /// <summary>Opens the box in which a wide table scrolls; it can be reached with the keyboard.</summary>
    public static Markup.Scope OpenScrollBox(Markup html, string name) =>
        html.In("div", ("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", name));

    /// <summary>Writes the cells of a heading row.</summary>
    public static void HeadRow(Markup html, params ReadOnlySpan<string> titles)
    {
        using (html.In("thead"))
        using (html.In("tr"))
        {
            foreach (string title in titles)
            {
                html.Element("th", title, ("scope", "col"));
            }
        }
    }
}
