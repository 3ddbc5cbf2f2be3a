using DeepMetric.Lab.Studies;

namespace DeepMetric.Lab.Reports.Studies;

/// <summary>The title, the question, what was compared, what was left out, and the way to the parts of the page.</summary>
internal static class StudyHeader
{
    /// <summary>Writes the head of the page.</summary>
    public static void Write(Markup html, StudyModel model, IEnumerable<(string Id, string Name)> parts)
    {
        using (html.In("header"))
        {
            html.Element("h1", model.File.Name);
            if (model.File.Question is { } question)
            {
                html.Element("p", question, ("class", "form"));
            }

            html.Element("p", model.Facts(), ("class", "facts"));
            foreach (SkippedDataset skipped in model.Spec.Skipped)
            {
                using (html.In("p", ("class", "facts")))
                {
                    html.Element("b", $"{skipped.Name} was left out: ");
                    html.Text(skipped.Reason);
                }
            }

            using (html.In("nav", ("aria-label", "Parts of this page")))
            {
                foreach ((string id, string name) in parts)
                {
                    html.Element("a", name, ("href", "#" + id));
                    html.Text(" ");
                }
            }
        }
    }
}
