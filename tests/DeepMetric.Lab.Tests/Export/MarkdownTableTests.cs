using DeepMetric.Lab.Export;

namespace DeepMetric.Lab.Tests.Export;

public sealed class MarkdownTableTests
{
    private static readonly MarkdownColumn[] Columns = [new("loss"), new("MAP@R | mean", IsNumber: true), new("verdict")];

    [Fact]
    public void Is_the_same_under_every_culture_and_reads_as_approved() => ApprovedText.Check("Export", "markdown-table", Cultures.SameUnderAll(() => MarkdownTable.ToText(
        Columns,
        [
            ["triplet", "0.953 [0.948, 0.958]", "better"],
            ["a|b\\|c", "−1", "two\r\nlines\nhere"],
            ["multi_similarity _x_ *y* `z`", "<b>&amp;", "~~no~~ $x$"],
            [string.Empty, "–", " spaced "],
        ])).TrimEnd('\n').Split('\n'));

    [Theory]
    [InlineData("plain, text: 1.5 % (x) #2 > 1", "plain, text: 1.5 % (x) #2 > 1")]
    [InlineData("a|b", @"a\|b")]
    [InlineData(@"a\|b", @"a\\\|b")]
    [InlineData("snake_case_name _word_", @"snake_case_name \_word\_")]
    [InlineData("[x](y) [0.1, 0.2]", @"[x\](y) [0.1, 0.2]")]
    [InlineData("a\r\n\nb", "a  b")]
    public void Escapes_what_would_be_taken_for_markup(string text, string expected) => Assert.Equal(expected, MarkdownTable.Escape(text));

    [Fact]
    public void Refuses_rows_of_another_length_and_tables_without_columns()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => MarkdownTable.ToText(Columns, [["a", "b", "c"], ["a", "b"]]));
        Assert.Contains("Expected 3 cells in each row, found 2 in row 2.", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => MarkdownTable.ToText([], []));
    }
}
