using DeepMetric.Cli.Commands;
using DeepMetric.Cli.Studying;
using DeepMetric.Datasets;
using DeepMetric.Lab.Store;
using DeepMetric.Lab.Studies;
using DeepMetric.Lab.Tests;
using Spectre.Console.Testing;

namespace DeepMetric.Cli.Tests.Studying;

/// <summary>What <c>lab</c> refuses, in one line and with exit code 2, before anything is trained.</summary>
public sealed class LabRefusalTests : IDisposable
{
    private const string Sound = """{ "name": "small", "datasets": [{ "name": "digits" }], "arms": [{ "loss": "contrastive" }, { "loss": "triplet" }], "quick": { "seeds": 2 } }""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("run (folder)/none.json", "expected a study's file or folder, found none at '(folder)/none.json'.")]
    [InlineData("check (folder)/none.json", "expected a study's file or folder, found none at '(folder)/none.json'.")]
    [InlineData("run", "expected a study, found none. See deepmetric lab run --help.")]
    [InlineData("status (folder)", "expected the folder of a study, found no study.json in '(folder)'.")]
    [InlineData("report (folder)/none", "expected the folder of a study, found no study.json in '(folder)/none'.")]
    [InlineData("resume (folder)/none", "expected the folder of a study, found no study.json in '(folder)/none'.")]
    [InlineData("work (folder)/none", "expected the folder of a study, found no study.json in '(folder)/none'.")]
    [InlineData("diff (folder)/one (folder)/other", "expected the folder of a study, found no study.json in '(folder)/one'.")]
    [InlineData("", "expected a command of lab (new, check, run, resume, work, status, report, diff), found none. See deepmetric lab --help.")]
    [InlineData("rum", "expected a command of lab (new, check, run, resume, work, status, report, diff), found 'rum'. Did you mean run? See deepmetric lab --help.")]
    [InlineData("run (folder)/none.json --workers 0", "--workers: expected a whole number of 1 or more, found '0'.")]
    [InlineData("run (folder)/none.json --executor cloud", "--executor: expected one of local, slurm, found 'cloud'.")]
    public void What_is_not_there_is_said(string command, string message) => Refused(message, command.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    [Theory]
    [InlineData("run")]
    [InlineData("check")]
    public void A_broken_file_is_told_with_its_line(string verb)
    {
        CliOutcome outcome = Lab(verb, Study("{\n  \"name\": \"x\",\n  \"arms\": [,]\n}"));
        Assert.Equal((ExitCodes.Usage, string.Empty), (outcome.Code, outcome.Output));
        Assert.StartsWith("deepmetric: '(folder)/study.json' is not a study: at line 3", OneLine(outcome), StringComparison.Ordinal);
        Assert.StartsWith("deepmetric: '(folder)/study.json' is not a study: at line 1 ($.sedes): ", OneLine(Lab(verb, Study(Sound.Replace("\"name\": \"small\"", "\"sedes\": 3", StringComparison.Ordinal)))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"arms\": [{ \"loss\": \"contrastive\" }, { \"loss\": \"triplet\" }]", "\"arms\": [{ \"loss\": \"triplet\" }]", "the study's design is refused. There is 1 arm: a comparison needs 2.")]
    [InlineData("\"name\": \"small\"", "\"name\": \"small\", \"baselines\": false, \"seeds\": 0", "the study's design is refused. There is no baseline: without the raw input and the untrained net nobody can tell what training added. Expected at least 1 seed, found 0.")]
    [InlineData("\"name\": \"small\"", "\"name\": \"small\", \"folds\": 3", "the study's design is refused. Folds divide training classes, and the test classes of digits are seen in training: leave the folds out, or use a class-disjoint split.")]
    [InlineData("\"name\": \"small\"", "\"name\": \"small\", \"tracks\": [\"tuned\"]", "the study's design is refused. The budgets of tuning are unequal: 'contrastive', 'triplet' have nothing to search, and no other arm has either.")]
    public void A_refused_design_says_all_of_its_reasons(string part, string other, string message) => Refused(message, "run", Study(Sound.Replace(part, other, StringComparison.Ordinal)), "--out", _folder["out"], "--json");

    [Fact]
    public void An_unknown_data_set_is_refused_by_its_name()
    {
        CliOutcome outcome = Lab("run", Study(Sound.Replace("digits", "diggits", StringComparison.Ordinal)), "--json", "--out", _folder["out"]);
        Assert.Equal((ExitCodes.Usage, string.Empty), (outcome.Code, outcome.Output));
        Assert.Contains("diggits", OneLine(outcome), StringComparison.Ordinal);
        Refused("Expected data sets out of digits, found 'mnist'.", "run", Study(Sound), "--dataset", "mnist");
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Fact]
    public void A_study_without_a_quick_form_has_none() =>
        Refused("Expected a study with a quick form, found none in small.", "run", Study(Sound.Replace(", \"quick\": { \"seeds\": 2 }", string.Empty, StringComparison.Ordinal)), "--quick");

    [Fact]
    public void A_folder_with_another_study_or_other_files_is_left_alone()
    {
        string folder = _folder["out"];
        StudySpec spec = new() { File = StudyReader.Read(Study(Sound)), IsQuick = false, Datasets = [], Skipped = [] };
        StudyService.Begin(folder, spec, new StudyPlace());
        StudyService.Begin(folder, spec, new StudyPlace());
        UsageException another = Assert.Throws<UsageException>(() => StudyService.Begin(folder, spec with { File = spec.File with { Seeds = 3 } }, new StudyPlace()));
        Assert.Equal($"'{folder}' holds another study: file.seeds is 5 there and 3 now. Choose another folder by --out.", another.Message);
        Directory.CreateDirectory(_folder["full"]);
        File.WriteAllText(Path.Combine(_folder["full"], "diary.txt"), "mine");
        UsageException files = Assert.Throws<UsageException>(() => StudyService.Begin(_folder["full"], spec, new StudyPlace()));
        Assert.Equal($"expected a new or empty folder, or that of the study, found files in '{_folder["full"]}'.", files.Message);
        Assert.Equal(["diary.txt"], Directory.EnumerateFiles(_folder["full"]).Select(file => Path.GetFileName(file)));
    }

    [Fact]
    public void A_new_study_is_written_once_and_is_sound()
    {
        string path = _folder["my study!.json"];
        CliOutcome outcome = Lab("new", path);
        Assert.Equal(new CliOutcome(ExitCodes.Success, "study  (folder)/my study!.json\n", string.Empty), outcome with { Output = outcome.Output.ReplaceLineEndings("\n") });
        StudyFile study = StudyReader.Read(path);
        Assert.Equal("my-study-", study.Name);
        Assert.Empty(StudyDesign.Problems(study));
        Assert.Empty(StudyDesign.Problems(study.InQuickForm()));
        Refused("expected a new file, found one at '(folder)/my study!.json'.", "new", path);
    }

    private static string OneLine(CliOutcome outcome) => Assert.Single(outcome.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));

    private void Refused(string message, params string[] arguments)
    {
        CliOutcome outcome = Lab([.. arguments.Select(argument => argument.Replace("(folder)", _folder.FolderPath, StringComparison.Ordinal))]);
        Assert.Equal((ExitCodes.Usage, $"deepmetric: {message}"), (outcome.Code, OneLine(outcome).TrimEnd()));
        Assert.True(outcome.Output.Length == 0 || outcome.Output.StartsWith("reading ", StringComparison.Ordinal), outcome.Output);
    }

    private string Study(string text)
    {
        File.WriteAllText(_folder["study.json"], text);
        return _folder["study.json"];
    }

    private CliOutcome Lab(params string[] arguments)
    {
        using var console = new TestConsole().Width(200);
        using var error = new StringWriter();
        var service = new StudyService { Load = (name, request) => DatasetCatalog.Load(name, request), RequireDevice = _ => { }, Program = ["deepmetric"], Variable = _ => null, RunsFolder = _folder["runs"] };
        int code = new CommandLine(console, error, [LabCommand.Create(console, service)]).Run(["lab", .. arguments]);
        string Shown(string text) => text.Replace(_folder.FolderPath, "(folder)", StringComparison.Ordinal);
        return new CliOutcome(code, Shown(console.Output), Shown(error.ToString()));
    }
}
