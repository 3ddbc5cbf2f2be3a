using DeepMetric.Cli.Explaining;
using Spectre.Console;

namespace DeepMetric.Cli.Rendering;

/// <summary>Shows what the library has of a kind, a line each.</summary>
internal static class CatalogListView
{
    /// <summary>Draws the list.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="kind">What to show.</param>
    public static void Write(IAnsiConsole console, CatalogKind kind)
    {
        if (kind.Entries.Count == 0)
        {
            console.WriteLine($"There are no {kind.Plural}.");
            return;
        }

        bool isLosses = kind.Items.Any(item => item.Term is not null);
        bool learns = kind.Items.Any(item => item.LearnsWeights);
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn(Column(kind.Singular, noWrap: true)).AddColumn(Column("what it does", noWrap: false));
        if (isLosses)
        {
            table.AddColumn(Column("a term is a", noWrap: true));
        }

        if (learns)
        {
            table.AddColumn(Column("learns weights", noWrap: true));
        }

        foreach (CatalogItem item in kind.Items)
        {
            List<Text> cells = [new(item.Name), new(DocumentationText.Plain(item.Summary))];
            if (isLosses)
            {
                cells.Add(new Text(item.Term ?? string.Empty));
            }

            if (learns)
            {
                cells.Add(new Text(item.LearnsWeights ? "yes" : string.Empty));
            }

            table.AddRow(cells);
        }

        console.Write(new TrimmedLines(table));
        console.Write(new TrimmedLines(new Text("'deepmetric explain NAME' has the formula, the options and the paper of each.", Styles.Quiet)));
    }

    private static TableColumn Column(string name, bool noWrap) => new(new Text(name, Styles.Quiet)) { Padding = new Padding(0, 0, 2, 0), NoWrap = noWrap };
}
