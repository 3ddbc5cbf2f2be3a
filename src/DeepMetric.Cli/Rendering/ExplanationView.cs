using DeepMetric.Cli.Explaining;
using Spectre.Console;

namespace DeepMetric.Cli.Rendering;

/// <summary>Shows what is known of a loss, or of another part of the library.</summary>
internal static class ExplanationView
{
    private const int NameWidth = 13;

    /// <summary>Draws what is known of the first; the others have the same name.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="found">All that has the name.</param>
    public static void Write(IAnsiConsole console, IReadOnlyList<CatalogItem> found)
    {
        CatalogItem item = found[0];
        console.Write(new Text(item.Name, Styles.Heading));
        console.WriteLine($" ({item.Kind}, {item.Class})");
        new FactLines(console, nameWidth: 0).Write(string.Empty, DocumentationText.Plain(item.Summary));
        console.WriteLine();
        var lines = new FactLines(console, item.Traits.Select(trait => trait.Name.Length + 1).Append(NameWidth).Max());
        void Fact(string name, string? text) => lines.Write(name, text is null ? null : DocumentationText.Plain(text));
        Fact("formula", item.Formula);
        Fact("term", item.Term);
        Fact("when", item.When);
        Fact("cost", item.Cost);
        Fact("weights", item.LearnsWeights ? "learned beside the net; it has to know the number of classes and the embedding size" : null);
        foreach (PartFacts part in item.Parts.Where(part => part.Name != "dimensions"))
        {
            Fact(part.Name, part.Text);
        }

        lines.Write("notes", item.Notes.Select(DocumentationText.Plain));
        Fact("paper", item.Paper);
        Fact("differs", item.Differences);
        WriteLaws(lines, item);
        WriteOptions(console, item);
        foreach (CatalogItem other in found.Skip(1))
        {
            console.WriteLine($"A {other.Kind} is called {other.Name} too: deepmetric explain {other.Class}");
        }
    }

    private static void WriteLaws(FactLines lines, CatalogItem item)
    {
        if (item.Term is not null && item.Traits.Count == 0)
        {
            lines.Write("laws", "all hold: it is a function of the batch alone, and its gradient is that function's");
        }

        foreach (TraitFacts trait in item.Traits)
        {
            lines.Write(trait.Name, DocumentationText.Plain(trait.Why), Styles.Careful);
            lines.Write(string.Empty, trait.Excepts.Select(law => $"does not hold: {law}"));
        }
    }

    private static void WriteOptions(IAnsiConsole console, CatalogItem item)
    {
        if (item.Options.Count == 0)
        {
            console.WriteLine();
            console.WriteLine("Nothing can be set.");
            return;
        }

        string[] headings = ["option", "type", "default", "range", "what it is"];
        string[][] rows = [.. item.Options.Select(option => (string[])[option.Name, option.Type, option.Default ?? "required", option.Range ?? string.Empty, Meaning(option)])];
        var columns = new TextColumns(headings, rows, wrapping: headings.Length - 1);
        console.Write(columns.Suits(console.Profile.Width) ? columns : Table(headings, rows));
    }

    private static string Meaning(OptionFacts option) =>
        DocumentationText.Plain(option.Summary) + string.Concat(option.InForms.Select(form => $" In the form {form.Key}: {form.Value}."));

    private static TrimmedLines Table(string[] headings, string[][] rows)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (string column in headings)
        {
            table.AddColumn(new TableColumn(new Text(column, Styles.Quiet)) { Padding = new Padding(0, 0, 2, 0), NoWrap = column is "option" or "default" });
        }

        foreach (string[] row in rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        return new TrimmedLines(table);
    }
}
