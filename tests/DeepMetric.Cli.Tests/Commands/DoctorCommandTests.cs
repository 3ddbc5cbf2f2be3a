using System.Text.Json.Nodes;
using DeepMetric.Cli.Diagnosis;
using DeepMetric.Datasets;

namespace DeepMetric.Cli.Tests.Commands;

public sealed class DoctorCommandTests
{
    private static readonly DoctorReport Healthy = new()
    {
        Versions = new Dictionary<string, string> { ["DeepMetric"] = "1.2.3", [".NET"] = "10.0.1", ["TorchSharp"] = "0.107.0", ["libtorch"] = "2.10.0" },
        OperatingSystem = "Some Linux 12 (linux-x64)",
        Processor = "Some Processor 9000",
        Cores = 2,
        Simd = "AVX-512",
        Threads = 2,
        Devices = ["cpu", "cuda"],
        CompatibilityCopy = "/home/someone/.cache/deepmetric/native/0123456789abcdef0123456789abcdef/libLibTorchSharp.so",
        Datasets =
        [
            new("digits", IsAvailable: true, IsBuiltIn: true, Folder: null, [], HowToGet: null),
            new("mnist", IsAvailable: true, IsBuiltIn: false, "/data/mnist", [], HowToGet: null),
            new("fashion-mnist", IsAvailable: false, IsBuiltIn: false, Folder: null, ["/data/fashion-mnist/train", "/data/fashion-mnist/test"], "Get them."),
            new("other", IsAvailable: false, IsBuiltIn: false, Folder: null, [], "Get them."),
        ],
    };

    private static readonly DoctorReport Sick = Healthy with { Problem = "libtorch was not found.", Devices = [], CompatibilityCopy = null, Processor = null };

    [Fact]
    public void Lines_read_as_approved()
    {
        using var healthy = new FakeCli { Examine = _ => Healthy };
        using var sick = new FakeCli { Examine = _ => Sick };
        CliOutcome works = Cultures.Same(() => healthy.Run("doctor"));
        CliOutcome fails = Cultures.Same(() => sick.Run("doctor"));
        Assert.Equal((ExitCodes.Success, ExitCodes.Failure), (works.Code, fails.Code));
        Approved.Check("doctor", works.Output + "\n" + fails.Output);
    }

    [Fact]
    public void Json_is_one_object()
    {
        using var cli = new FakeCli { Examine = _ => Sick, Width = 20 };
        CliOutcome outcome = cli.Run("doctor", "--json");
        JsonObject document = JsonNode.Parse(outcome.Output)!.AsObject();
        Assert.Equal(ExitCodes.Failure, outcome.Code);
        Assert.False((bool)document["works"]!);
        Assert.Equal("libtorch was not found.", (string?)document["problem"]);
        Assert.Equal("2.10.0", (string?)document["versions"]!["libtorch"]);
        Assert.Equal("AVX-512", (string?)document["simd"]);
        Assert.True(document.ContainsKey("compatibilityCopy"));
        Assert.Equal(["digits", "mnist", "fashion-mnist", "other"], document["datasets"]!.AsArray().Select(dataset => (string?)dataset!["name"]));
    }

    [Fact]
    public void Looks_for_data_where_it_is_told()
    {
        IReadOnlyList<string>? looked = null;
        using var cli = new FakeCli
        {
            Variables = { ["DEEPMETRIC_DATA"] = "/there" },
            Examine = roots =>
            {
                looked = roots;
                return Healthy;
            },
        };
        cli.Run("doctor");
        Assert.Equal(["/there"], looked);
        cli.Run("doctor", "--data-root", cli.Folder);
        Assert.Equal([cli.Folder], looked);
    }
}
