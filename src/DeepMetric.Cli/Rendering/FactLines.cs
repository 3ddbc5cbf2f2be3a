using Spectre.Console;

namespace DeepMetric.Cli.Rendering;

/// <summary>Facts, a line each: the name, and what is known.</summary>
internal sealed class FactLines(IAnsiConsole console, int nameWidth)
{
    /// <summary>Writes a fact; a value is never cut, as half a path is of no use.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">What is known; nothing is written where it is null.</param>
    /// <param name="style">Its colour; null for none.</param>
    public void Write(string name, string? value, Style? style = null)
    {
        if (value is not null)
        {
            console.Write(new Text(name.PadRight(nameWidth), Styles.Quiet));
            console.Write(new Text(value, style ?? Style.Plain) { Overflow = Overflow.Fold });
            console.WriteLine();
        }
    }

    /// <summary>Writes several values under one name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="values">The values.</param>
    /// <param name="style">Their colour; null for none.</param>
    public void Write(string name, IEnumerable<string> values, Style? style = null)
    {
        foreach (string value in values)
        {
            Write(name, value, style);
            name = "";
        }
    }
}
