namespace DeepMetric.Lab.Reports;

/// <summary>The frame of a page: its type, its head and its body.</summary>
internal static class Page
{
    /// <summary>Writes a page.</summary>
    /// <param name="writer">Receives the text; lines end with a line feed.</param>
    /// <param name="title">Its title.</param>
    /// <param name="body">Writes what stands in the body.</param>
    public static void Write(TextWriter writer, string title, Action<Markup> body)
    {
        var html = new Markup();
        using (html.In("html", ("lang", "en")))
        {
            using (html.In("head"))
            {
                html.Void("meta", ("charset", "utf-8"));
                html.Void("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
                html.Void("meta", ("name", "color-scheme"), ("content", "light dark"));
                html.Element("title", title);
                html.Style(StyleSheet.Text);
            }

            using (html.In("body"))
            {
                body(html);
            }
        }

        writer.Write("<!DOCTYPE html>\n");
        writer.Write(html.ToString());
        writer.Write('\n');
    }
}
