using Spectre.Console;

namespace DeepMetric.Cli.Rendering;

/// <summary>Facts, a line each: the name, and what is known.</summary>
internal sealed class FactLines(IAnsiConsole console, int nameWidth)
{
    private const int LeastWidth = 20;

    /// <summary>Writes a fact; a long one goes on below its beginning.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">What is known; nothing is written where it is null.</param>
    /// <param name="style">Its colour; null for none.</param>
    public void Write(string name, string? value, Style? style = null)
    {
        if (value is null)
        {
            return;
        }

        int width = console.Profile.Width - nameWidth;
        if (width < LeastWidth || name.Length > nameWidth || !WrappedText.Suits(name) || !WrappedText.Suits(value))
        {
            Grid grid = new Grid()
                .AddColumn(new GridColumn { Width = nameWidth, NoWrap = true, Padding = new Padding(0, 0, 0, 0) })
                .AddColumn(new GridColumn { Padding = new Padding(0, 0, 0, 0) });
            grid.AddRow(new Text(name, Styles.Quiet), new Text(value, style ?? Style.Plain) { Overflow = Overflow.Fold });
            console.Write(new TrimmedLines(grid));
            return;
        }

        string start = name;
        foreach (string line in WrappedText.Lines(value, width))
        {
            if (nameWidth > 0)
            {
                console.Write(new Text(line.Length > 0 ? start.PadRight(nameWidth) : start, Styles.Quiet));
            }

            console.WriteLine(line.TrimEnd(), style ?? Style.Plain);
            start = string.Empty;
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

    /// <summary>Writes a path or a command in one piece, however narrow the console: one that was cut in two is of no use.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The path or command; nothing is written where it is null.</param>
    public void WriteWhole(string name, string? value)
    {
        if (value is not null)
        {
            console.Write(new Text(name.PadRight(nameWidth), Styles.Quiet));
            console.Profile.Out.Writer.WriteLine(value);
        }
    }
}
