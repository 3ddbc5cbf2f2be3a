using CsCheck;

namespace DeepMetric.Datasets.Tests;

public sealed class BitmapFontTests
{
    [Fact]
    public void Every_letter_but_the_space_has_a_shape_of_its_own()
    {
        string[] shapes = [.. Enumerable.Range(' ', '~' - ' ' + 1).Select(letter => Shape((char)letter))];
        Assert.Equal(95, shapes.Distinct().Count());
        Assert.DoesNotContain('#', shapes[0]);
        Assert.All(shapes[1..], shape => Assert.Contains('#', shape));
        Assert.Equal(Shape('?'), Shape('é'));
    }

    [Fact]
    public void Letters_look_as_they_should()
    {
        Assert.Equal(".###./#...#/#...#/#####/#...#/#...#/#...#/...../.....", Shape('A'));
        Assert.Equal("...../...../.####/#...#/#...#/#...#/.####/....#/.###.", Shape('g'));
        Assert.Equal("...../...../.#.../#.#.#/...#./...../...../...../.....", Shape('~'));
    }

    [Theory]
    [InlineData("abc", 17, 1, "abc")]
    [InlineData("abcd", 22, 1, "abc")]
    [InlineData("abcdef", 34, 1, "ab...")]
    [InlineData("abcdef", 35, 1, "abcdef")]
    [InlineData("a bcdefg", 35, 1, "a b...")]
    [InlineData("ab cdefg", 35, 1, "ab...")]
    [InlineData("abcdef", 70, 2, "abcdef")]
    [InlineData("abcdef", 3, 1, "")]
    public void What_is_too_long_ends_in_dots(string text, int width, int scale, string expected) => Assert.Equal(expected, BitmapFont.Fit(text, width, scale));

    [Fact]
    public void What_was_fitted_fits() => Gen.Select(Gen.String[Gen.Char["ab c"], 0, 40], Gen.Int[0, 200], Gen.Int[1, 3]).Sample(
        (text, width, scale) =>
        {
            string fitted = BitmapFont.Fit(text, width, scale);
            return BitmapFont.WidthOf(fitted, scale) <= width && (fitted == text || BitmapFont.WidthOf(text, scale) > width);
        },
        iter: 2000,
        threads: 1);

    private static string Shape(char letter) => string.Join('/', Enumerable.Range(0, 9).Select(
        row => string.Concat(Enumerable.Range(0, 5).Select(column => BitmapFont.IsInked(letter, row, column) ? '#' : '.'))));
}
