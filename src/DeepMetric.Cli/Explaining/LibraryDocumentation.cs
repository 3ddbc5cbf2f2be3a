using System.Reflection;
using System.Xml.Linq;

namespace DeepMetric.Cli.Explaining;

/// <summary>The documentation comments of the library, as its build wrote them; embedded in this program. A member's are read when they are asked for.</summary>
internal sealed class LibraryDocumentation
{
    private const string Resource = "DeepMetric.Cli.DeepMetric.xml";
    private const string Start = "<member name=\"";
    private const string End = "</member>";
    private static readonly Lazy<LibraryDocumentation> Read = new(() => new LibraryDocumentation(Open()));
    private readonly string _text;
    private readonly Dictionary<string, Range> _members = [];

    private LibraryDocumentation(string text)
    {
        _text = text;
        for (int at = text.IndexOf(Start, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Start, at + 1, StringComparison.Ordinal))
        {
            int name = at + Start.Length;
            _members[text[name..text.IndexOf('"', name)]] = at..(text.IndexOf(End, at, StringComparison.Ordinal) + End.Length);
        }
    }

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
        IEnumerable<XElement?> places = _members.Where(member => member.Key.StartsWith(start, StringComparison.Ordinal)).Select(member => Parse(member.Value)).Append(OfType(type));
        XElement? found = places.SelectMany(place => place?.Elements("param") ?? []).FirstOrDefault(candidate => candidate.Attribute("name")?.Value == parameter);
        return DocumentationText.Of(found);
    }

    private XElement? OfType(Type type) => Of($"T:{type.FullName}");

    private XElement? OfMember(MemberInfo member) => Of($"{(member is PropertyInfo ? "P" : "F")}:{member.DeclaringType!.FullName}.{member.Name}");

    private XElement? Of(string member) => _members.TryGetValue(member, out Range place) ? Parse(place) : null;

    private XElement? Parse(Range place) => XElement.Parse(_text[place]);

    private static string Open()
    {
        using Stream stream = typeof(LibraryDocumentation).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException("This program was built without the library's documentation.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
