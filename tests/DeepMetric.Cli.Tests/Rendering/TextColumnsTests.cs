using CsCheck;
using DeepMetric.Cli.Rendering;
using Spectre.Console;
using Spectre.Console.Rendering;
using Spectre.Console.Testing;

namespace DeepMetric.Cli.Tests.Rendering;

/// <summary>What is drawn without a table looks as a table does.</summary>
public sealed class TextColumnsTests
{
    private static readonly Gen<string> Texts = OneOf("a", "margin", "similarity,", "‖x − y‖_p", "Σ", "exp(γ α_n (s_an − m))", "differences").List[0, 14].Select(words => string.Join(' ', words));

    [Fact]
    public void Columns_look_as_a_table_does()
    {
        int suited = 0;
        (from width in Gen.Int[30, 140]
         from rows in (from name in OneOf("circle", "triplet", "generalized") from text in Texts from word in OneOf("", "pair", "sample") select (string[])[name, text, word]).List[1, 5]
         select (width, rows)).Sample(
            drawn =>
            {
                var columns = new TextColumns(["loss", "what it does", "term"], drawn.rows, wrapping: 1);
                if (columns.Suits(drawn.width))
                {
                    suited++;
                    Assert.Equal(Drawn(new TrimmedLines(Table(drawn.rows)), drawn.width), Drawn(columns, drawn.width));
                }
            },
            iter: 300,
            threads: 1);
        Assert.True(suited > 100, $"only {suited} tables were compared");
    }

    [Fact]
    public void Facts_look_as_a_grid_does()
    {
        int wrapped = 0;
        (from width in Gen.Int[34, 140] from text in Texts select (width, text)).Sample(
            drawn =>
            {
                using var console = new TestConsole().Width(drawn.width);
                new FactLines(console, nameWidth: 13).Write("formula", drawn.text);
                Grid grid = new Grid()
                    .AddColumn(new GridColumn { Width = 13, NoWrap = true, Padding = new Padding(0, 0, 0, 0) })
                    .AddColumn(new GridColumn { Padding = new Padding(0, 0, 0, 0) });
                grid.AddRow(new Text("formula"), new Text(drawn.text));
                string expected = Drawn(new TrimmedLines(grid), drawn.width);
                Assert.Equal(expected, console.Output);
                wrapped += expected.Count(character => character == '\n') > 1 ? 1 : 0;
            },
            iter: 300,
            threads: 1);
        Assert.True(wrapped > 50, $"only {wrapped} facts went on below their beginning");
    }

    [Theory]
    [InlineData("plain, and x − y ≥ Σ γ", true)]
    [InlineData("two\nlines", false)]
    [InlineData("花", false)]
    [InlineData("e\u0301", false)]
    public void Wide_and_combining_characters_are_left_to_a_table(string text, bool suits) => Assert.Equal(suits, WrappedText.Suits(text));

    [Theory]
    [InlineData("list losses", "list")]
    [InlineData("--help", "compare,list")]
    [InlineData("lost", "compare,list")]
    [InlineData("", "compare,list")]
    public void A_command_puts_together_the_verb_that_it_names(string arguments, string expected)
    {
        Verb[] verbs = [new("compare", () => new("compare")), new("list", () => new("list"))];
        Assert.Equal(expected, string.Join(',', Verb.Needed(verbs, arguments.Split(' ')).Select(verb => verb.Name)));
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(place => texts[place]);

    private static Table Table(List<string[]> rows)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (string column in (string[])["loss", "what it does", "term"])
        {
            table.AddColumn(new TableColumn(new Text(column)) { Padding = new Padding(0, 0, 2, 0), NoWrap = column != "what it does" });
        }

        foreach (string[] row in rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        return table;
    }

    private static string Drawn(IRenderable content, int width)
    {
        using var console = new TestConsole().Width(width);
        console.Write(content);
        return console.Output;
    }
}
