using DeepMetric.Cli.Rendering;

namespace DeepMetric.Cli.Tests.Rendering;

public sealed class DurationsTests
{
    [Theory]
    [InlineData(0, "0.0 s")]
    [InlineData(9.94, "9.9 s")]
    [InlineData(9.96, "10 s")]
    [InlineData(59.4, "59 s")]
    [InlineData(59.6, "1 min 00 s")]
    [InlineData(200, "3 min 20 s")]
    [InlineData(3599.7, "1 h 00 min")]
    [InlineData(93900, "26 h 05 min")]
    public void Reads_in_the_two_largest_units(double seconds, string words) => Assert.Equal(words, Cultures.Same(() => Durations.Words(seconds)));
}
