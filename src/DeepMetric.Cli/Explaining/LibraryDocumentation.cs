using System.Reflection;
using System.Xml.Linq;

namespace DeepMetric.Cli.Explaining;

/// <summary>The documentation comments of the library, as its build wrote them; embedded in this program and read once.</summary>
internal sealed class LibraryDocumentation
{
    private const string Resource = "DeepMetric.Cli.DeepMetric.xml";
    private static readonly Lazy<LibraryDocumentation> Read = new(() => new LibraryDocumentation(Open()));
    private readonly Dictionary<string, XElement> _members;

    private LibraryDocumentation(XDocument document) =>
        _members = document.Descendants("member").Where(member => member.Attribute("name") is not null).ToDictionary(member => member.Attribute("name")!.Value);

    /// <summary>The documentation that this program was built with.</summary>
    public static LibraryDocumentation Embedded => Read.Value;

    /// <summary>The summary of a type.</summary>
    public string Summary(Type type) => DocumentationText.Of(OfType(type)?.Element("summary"));

    /// <summary>The summary of a property or of an enum's value.</summary>
    public string Summary(MemberInfo member) => DocumentationText.Of(OfMember(member)?.Element("summary"));

    /// <summary>What a property's documentation says of its value, such as <c>Default 1.</c></summary>
    public string Value(PropertyInfo property) => DocumentationText.Of(OfMember(property)?.Element("value"));

    /// <summary>The paragraphs of a type's remarks.</summary>
    public IReadOnlyList<string> Remarks(Type type)
    {
        XElement? remarks = OfType(type)?.Element("remarks");
        XElement[] paragraphs = [.. remarks?.Elements("para") ?? []];
        return paragraphs.Length > 0 ? [.. paragraphs.Select(DocumentationText.Of)] : remarks is null ? [] : [DocumentationText.Of(remarks)];
    }

    /// <summary>What is said of a constructor's parameter, at the constructor or, of a primary one, at the type.</summary>
    public string Parameter(ConstructorInfo constructor, string parameter)
    {
        Type type = constructor.DeclaringType!;
        string start = $"M:{type.FullName}.#ctor";
        IEnumerable<XElement?> places = _members.Where(member => member.Key.StartsWith(start, StringComparison.Ordinal)).Select(member => (XElement?)member.Value).Append(OfType(type));
        XElement? found = places.SelectMany(place => place?.Elements("param") ?? []).FirstOrDefault(candidate => candidate.Attribute("name")?.Value == parameter);
        return DocumentationText.Of(found);
    }

    private XElement? OfType(Type type) => _members.GetValueOrDefault($"T:{type.FullName}");

    private XElement? OfMember(MemberInfo member) => _members.GetValueOrDefault($"{(member is PropertyInfo ? "P" : "F")}:{member.DeclaringType!.FullName}.{member.Name}");

    private static XDocument Open()
    {
        using Stream stream = typeof(LibraryDocumentation).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException("This program was built without the library's documentation.");
        return XDocument.Load(stream);
    }
}
