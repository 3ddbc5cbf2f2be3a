using System.Text;

namespace DeepMetric.Lab.Reports;

/// <summary>Builds markup that is valid as HTML and well-formed as XML; every text and attribute value is escaped.</summary>
internal sealed class Markup
{
    private readonly StringBuilder _text = new();
    private readonly Stack<string> _open = new();

    /// <summary>Opens an element; disposing of the result closes it.</summary>
    public Scope In(string tag, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        StartTag(tag, attributes);
        _text.Append('>');
        _open.Push(tag);
        return new Scope(this);
    }

    /// <summary>Writes an element that holds only text.</summary>
    public void Element(string tag, string text, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        using (In(tag, attributes))
        {
            Text(text);
        }
    }

    /// <summary>Writes an element without content, closed in its own tag: a void element of HTML or any element of SVG.</summary>
    public void Void(string tag, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        StartTag(tag, attributes);
        _text.Append("/>");
    }

    /// <summary>Writes text.</summary>
    public void Text(string text) => Escape(text);

    /// <summary>Writes a style sheet. HTML reads its rules as they stand, so nothing in them can be escaped.</summary>
    /// <exception cref="ArgumentException">The rules hold a character that XML would have escaped.</exception>
    public void Style(string rules)
    {
        if (rules.AsSpan().ContainsAny('<', '&'))
        {
            throw new ArgumentException("A style sheet inside the page must not contain '<' or '&'.", nameof(rules));
        }

        using (In("style"))
        {
            _text.Append('\n').Append(rules);
        }
    }

    /// <summary>The markup so far.</summary>
    /// <exception cref="InvalidOperationException">An element is still open.</exception>
    public override string ToString() =>
        _open.Count == 0 ? _text.ToString() : throw new InvalidOperationException($"The element '{_open.Peek()}' is still open.");

    private void StartTag(string tag, ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        // One block element a line keeps the page readable in a text editor; inline elements stay with their text.
        if (tag is not ("span" or "b" or "a" or "code" or "tspan" or "img" or "text" or "abbr"))
        {
            _text.Append('\n');
        }

        _text.Append('<').Append(tag);
        foreach ((string name, string? value) in attributes)
        {
            if (value is not null)
            {
                _text.Append(' ').Append(name).Append("=\"");
                Escape(value);
                _text.Append('"');
            }
        }
    }

    private void End() => _text.Append("</").Append(_open.Pop()).Append('>');

    private void Escape(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                _text.Append(c).Append(text[++i]);
                continue;
            }

            _ = c switch
            {
                '&' => _text.Append("&amp;"),
                '<' => _text.Append("&lt;"),
                '>' => _text.Append("&gt;"),
                '"' => _text.Append("&quot;"),
                '\'' => _text.Append("&#39;"),
                '\t' or '\n' => _text.Append(c),

                // Characters that XML forbids; they could only come from a data set's names.
                < ' ' or '\uFFFE' or '\uFFFF' => _text.Append('\uFFFD'),
                _ when char.IsSurrogate(c) => _text.Append('\uFFFD'),
                _ => _text.Append(c),
            };
        }
    }

    /// <summary>An open element.</summary>
    internal readonly struct Scope(Markup markup) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => markup.End();
    }
}
