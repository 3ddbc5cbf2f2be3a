using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace DeepMetric.Cli.Explaining;

/// <summary>Turns documentation comments into text; what is code stands between back-ticks.</summary>
internal static partial class DocumentationText
{
    /// <summary>The text of an element, on one line.</summary>
    /// <param name="element">The element; null gives an empty text.</param>
    public static string Of(XElement? element)
    {
        var text = new StringBuilder();
        Append(element, text);
        return Blanks().Replace(text.ToString(), " ").Trim();
    }

    /// <summary>A text without its back-ticks.</summary>
    public static string Plain(string text) => text.Replace("`", string.Empty, StringComparison.Ordinal);

    /// <summary>The last name of what a <c>cref</c> points to: <c>P:A.B.Margin</c> is <c>Margin</c>.</summary>
    public static string NameOf(string reference)
    {
        string path = reference.Split(':', 2)[^1].Split('(')[0];
        string[] names = path.Split('.');
        string last = names[^1] == "#ctor" ? names[^2] : names[^1];
        return last.Split('`')[0];
    }

    private static void Append(XElement? element, StringBuilder text)
    {
        foreach (XNode node in element?.Nodes() ?? [])
        {
            if (node is XText plain)
            {
                text.Append(plain.Value);
            }
            else if (node is XElement inner)
            {
                string? code = CodeOf(inner);
                if (code is null)
                {
                    Append(inner, text);
                }
                else
                {
                    text.Append('`').Append(code).Append('`');
                }
            }
        }
    }

    private static string? CodeOf(XElement element) => element.Name.LocalName switch
    {
        "see" or "seealso" when element.IsEmpty || element.Value.Length == 0 =>
            element.Attribute("cref") is { } reference ? NameOf(reference.Value) : element.Attribute("langword")?.Value ?? element.Attribute("href")?.Value,
        "paramref" or "typeparamref" => element.Attribute("name")?.Value,
        "c" or "code" => element.Value.Trim(),
        _ => null,
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
