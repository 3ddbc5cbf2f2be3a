using System.Xml.Linq;
using DeepMetric.Lab.Reports;

namespace DeepMetric.Lab.Tests.Reports;

/// <summary>Writes pages for tests and reads them back as XML.</summary>
internal static class FakeRendering
{
    private const string Doctype = "<!DOCTYPE html>\n";

    public static string Text(ReportInput input)
    {
        using var writer = new StringWriter();
        HtmlReport.Write(writer, input);
        return writer.ToString();
    }

    public static XDocument Page(ReportInput input)
    {
        string text = Text(input);
        Assert.StartsWith(Doctype, text, StringComparison.Ordinal);
        return XDocument.Parse(text[Doctype.Length..]);
    }

    public static IEnumerable<XElement> WithClass(this XContainer container, string name) =>
        container.Descendants().Where(element => ((string?)element.Attribute("class"))?.Split(' ').Contains(name) == true);

    public static XElement Section(this XContainer page, string id) =>
        page.Descendants("section").Single(section => (string?)section.Attribute("id") == id);
}
