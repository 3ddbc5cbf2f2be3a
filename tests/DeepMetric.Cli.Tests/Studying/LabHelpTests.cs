using DeepMetric.Cli.Commands;
using DeepMetric.Cli.Studying;
using Spectre.Console.Testing;

namespace DeepMetric.Cli.Tests.Studying;

/// <summary>The help of <c>recommend</c>, and of the verbs of <c>lab</c> that run something, reads as approved.</summary>
public sealed class LabHelpTests
{
    [Theory]
    [InlineData("check")]
    [InlineData("run")]
    public void Help_reads_as_approved(string verb)
    {
        using var console = new TestConsole().Width(100);
        using var error = new StringWriter();
        var service = new StudyService { Load = (_, _) => throw new InvalidOperationException("No data set was expected."), RequireDevice = _ => { }, Program = ["deepmetric"] };
        int code = new CommandLine(console, error, [LabCommand.Create(console, service)]).Run(["lab", verb, "--help"]);
        Assert.Equal((ExitCodes.Success, string.Empty), (code, error.ToString()));
        Approved.Check($"help-lab-{verb}", console.Output);
    }

    [Fact]
    public void Help_of_recommend_reads_as_approved()
    {
        using var console = new TestConsole().Width(100);
        using var error = new StringWriter();
        var service = new StudyService { Load = (_, _) => throw new InvalidOperationException("No data set was expected."), RequireDevice = _ => { }, Program = ["deepmetric"] };
        int code = new CommandLine(console, error, [RecommendCommand.Create(console, service, ["digits", "mnist"], ["contrastive", "triplet"])]).Run(["recommend", "--help"]);
        Assert.Equal((ExitCodes.Success, string.Empty), (code, error.ToString()));
        Approved.Check("help-recommend", console.Output);
    }
}
