using DeepMetric.Cli.Comparing;

namespace DeepMetric.Cli.Tests.Comparing;

public sealed class GivenCommandTests
{
    [Fact]
    public void Quotes_what_a_shell_would_take_apart()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The words are quoted for a POSIX shell.");
        var command = new GivenCommand("deepmetric", "compare", [new("--data-root", "/my data/it's $HOME"), new("--margin", "triplet=0.5"), new("--losses", ""), new("--quiet", null)]);
        Assert.Equal("deepmetric compare --data-root '/my data/it'\\''s $HOME' --margin triplet=0.5 --losses '' --quiet", command.ToString());
    }

    [Fact]
    public void Resumes_in_the_folder_that_was_used_and_no_other()
    {
        var command = new GivenCommand("deepmetric", "compare", [new("--out", "elsewhere"), new("--seeds", "3"), new("--resume", null)]);
        Assert.Equal("deepmetric compare --seeds 3 --resume --out runs/digits-2", command.Resuming("runs/digits-2").ToString());
    }

    [Theory]
    [InlineData("/home/me/.dotnet/tools/deepmetric", "deepmetric")]
    [InlineData(null, "deepmetric")]
    [InlineData("/usr/bin/dotnet", "dotnet bin/deepmetric-cli.dll")]
    [InlineData("/src/bin/deepmetric-cli", "bin/deepmetric-cli")]
    [InlineData("/src/deepmetric-cli", "./deepmetric-cli")]
    [InlineData("/opt/deepmetric-cli", "/opt/deepmetric-cli")]
    public void The_program_is_called_as_it_can_be_called_again(string? process, string expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The paths are POSIX paths.");
        Assert.Equal(expected, ProgramName.Of(process, "/src/bin/deepmetric-cli.dll", "/src"));
    }
}
