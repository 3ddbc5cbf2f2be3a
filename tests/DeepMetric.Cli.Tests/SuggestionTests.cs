using CsCheck;

namespace DeepMetric.Cli.Tests;

public sealed class SuggestionTests
{
    private static readonly string[] Names = ["digits", "synthetic", "mnist", "fashion-mnist"];

    [Theory]
    [InlineData("digit", "digits")]
    [InlineData("DIGITS", "digits")]
    [InlineData("minst", "mnist")]
    [InlineData("fashon-mnist", "fashion-mnist")]
    [InlineData("syn", "synthetic")]
    [InlineData("nope", null)]
    [InlineData("", null)]
    public void Finds_the_name_that_was_meant(string typed, string? meant) => Assert.Equal(meant, Suggestion.For(typed, Names));

    [Fact]
    public void Forgives_one_wrong_letter_anywhere() =>
        Gen.Select(Gen.Int[0, Names.Length - 1], Gen.Int[0, 100], Gen.Char['a', 'z']).Sample(
            (name, place, letter) =>
            {
                char[] word = Names[name].ToCharArray();
                word[place % word.Length] = letter;
                Assert.Equal(Names[name], Suggestion.For(new string(word), Names));
            },
            threads: 1);
}
