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
        List<string> headings = [kind.Singular, "what it does"];
        if (isLosses)
        {
            headings.Add("a term is a");
        }

        if (learns)
        {
            headings.Add("learns weights");
        }

        List<string[]> rows = [];
        foreach (CatalogItem item in kind.Items)
        {
            List<string> cells = [item.Name, DocumentationText.Plain(item.Summary)];
            if (isLosses)
            {
                cells.Add(item.Term ?? string.Empty);
            }

            if (learns)
            {
                cells.Add(item.LearnsWeights ? "yes" : string.Empty);
            }

            rows.Add([.. cells]);
        }

        var columns = new TextColumns(headings, rows, wrapping: 1);
        console.Write(columns.Suits(console.Profile.Width) ? columns : Table(headings, rows));
        console.Write(new TrimmedLines(new Text("'deepmetric explain NAME' has the formula, the options and the paper of each.", Styles.Quiet)));
    }

    private static TrimmedLines Table(List<string> headings, List<string[]> rows)
    {
        var table = new Table { Border = TableBorder.Simple };
        for (int column = 0; column < headings.Count; column++)
        {
            table.AddColumn(new TableColumn(new Text(headings[column], Styles.Quiet)) { Padding = new Padding(0, 0, 2, 0), NoWrap = column != 1 });
        }

        foreach (string[] row in rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        return new TrimmedLines(table);
    }
}
