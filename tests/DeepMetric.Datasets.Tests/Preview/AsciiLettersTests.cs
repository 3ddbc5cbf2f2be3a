using CsCheck;

namespace DeepMetric.Datasets.Tests;

public sealed class AsciiLettersTests
{
    [Theory]
    [InlineData("plain ~!", "plain ~!")]
    [InlineData("Ærø Łódź Çılgın Straße ÿ ſ", "AEro Lodz Cilgin Strasse y s")]
    [InlineData("ĀăĈĐđĦĸŁłŉŊŋŐœŦŵŷŸŽž", "AaCDdHkLlnNnOoeTwyYZz")]
    [InlineData("e\u0301", "e")]
    [InlineData("“a” – ‘b’…", "\"a\" - 'b'...")]
    [InlineData("日😀\n\t\u00A0x", "??   x")]
    [InlineData("", "")]
    public void Accents_go_and_the_unknown_becomes_a_question_mark(string text, string expected) => Assert.Equal(expected, AsciiLetters.Of(text));

    [Fact]
    public void Half_of_a_surrogate_pair_becomes_a_question_mark() => Assert.Equal("a?b", AsciiLetters.Of("a\ud800b"));

    [Fact]
    public void Nothing_but_printable_ascii_comes_out() => Gen.String.Sample(
        text => AsciiLetters.Of(text).All(letter => letter is >= ' ' and <= '~'),
        iter: 2000,
        threads: 1);
}
