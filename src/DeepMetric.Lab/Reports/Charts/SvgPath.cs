using System.Globalization;
using System.Text;

namespace DeepMetric.Lab.Reports.Charts;

/// <summary>Collects the commands of a path, with one decimal a number: finer than a screen shows.</summary>
internal sealed class SvgPath
{
    private readonly StringBuilder _commands = new();

    /// <summary>Whether nothing was drawn.</summary>
    public bool IsEmpty => _commands.Length == 0;

    /// <summary>A number as SVG writes it.</summary>
    public static string Number(double value)
    {
        string text = value.ToString("0.#", CultureInfo.InvariantCulture);
        return text == "-0" ? "0" : text;
    }

    /// <summary>Lifts the pen and goes to a place.</summary>
    public SvgPath Move(double x, double y) => Add('M', x, y);

    /// <summary>Draws a straight line to a place.</summary>
    public SvgPath Line(double x, double y) => Add('L', x, y);

    /// <summary>Draws a dot: a line of almost no length, whose round or square ends show. With no length at all, square ends vanish in print.</summary>
    public SvgPath Dot(double x, double y)
    {
        Add('M', x, y);
        _commands.Append("h.1");
        return this;
    }

    /// <summary>Draws back to where the pen was set down.</summary>
    public SvgPath Close()
    {
        _commands.Append('Z');
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => _commands.ToString();

    private SvgPath Add(char command, double x, double y)
    {
        _commands.Append(command).Append(Number(x)).Append(' ').Append(Number(y));
        return this;
    }
}
