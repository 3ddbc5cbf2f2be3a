using DeepMetric.Lab.Store;
using DeepMetric.Lab.Studies;

namespace DeepMetric.Lab.Tests.Studies;

public sealed class StudyReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Reads_comments_and_trailing_commas_and_fills_in_defaults()
    {
        StudyFile study = Read(
            """
            {
              // A comment.
              "$schema": "../docs/study.schema.json",
              "schema": "deepmetric-study/1",
              "name": "small", /* and another */
              "datasets": [{ "name": "digits", "epochs": 2, },],
              "arms": [{ "loss": "contrastive", "options": { "margin": 0.5 } }, { "name": "t", "loss": "triplet", "form": "paper", "tracks": ["as-is", "budget-matched"] },],
              "tracks": ["as-is", "margin-matched", "budget-matched", "tuned"],
              "budgetMatch": "gradient-mass",
              "tuning": { "search": "random", "selectOn": "validation" },
            }
            """);
        Assert.Equal("small", study.Name);
        Assert.Equal(2, study.Datasets[0].Epochs);
        Assert.Equal(0.5, (double)study.Arms[0].Options["margin"]!);
        Assert.Equal(("author-code", "paper"), (study.Arms[0].Form, study.Arms[1].Form));
        Assert.Equal([Track.AsIs, Track.MarginMatched, Track.BudgetMatched, Track.Tuned], study.Tracks);
        Assert.Equal(BudgetMatch.GradientMass, study.BudgetMatch);
        Assert.Equal((SearchKind.Random, SelectionItems.Validation, 8, 0.2), (study.Tuning.Search, study.Tuning.SelectOn, study.Tuning.Trials, study.Tuning.ValidationShare));
        Assert.Equal((5, 1, "cpu", true, true), (study.Seeds, study.Threads, study.Device, study.ShuffledCanary, study.Baselines));
        Assert.Equal(["map-at-r", "recall-at-1", "knn-accuracy", "linear-probe"], study.Metrics);
        Assert.Null(study.Folds);
        Assert.Empty(StudyDesign.Problems(study with { Tracks = [Track.AsIs] }));
    }

    [Fact]
    public void A_study_that_was_written_is_read_alike()
    {
        StudyFile study = FakeStudy.TunedFile with { Folds = 3, Quick = new StudyQuick { Seeds = 2 }, Published = [new PublishedNumber { Dataset = "digits", Arm = "x", Metric = "nmi", Value = 0.5, Source = "there" }] };
        string text = JsonFile.ToText(study);
        Assert.Equal(text, JsonFile.ToText(Read(text)));
    }

    [Theory]
    [InlineData("{\n  \"name\": \"x\",\n  \"arms\": [],\n  \"datasets\": [],\n  \"sedes\": 3\n}", "line 5 ($.sedes)", "sedes")]
    [InlineData("{\n  \"name\": \"x\",\n  \"arms\": [{ \"loss\": \"triplet\",\n    \"colour\": 1 }],\n  \"datasets\": []\n}", "line 4 ($.arms[0].colour)", "colour")]
    [InlineData("{\n  \"name\": \"x\",\n  \"seeds\": \"five\"\n}", "line 3 ($.seeds)", "Int32")]
    [InlineData("{\n  \"name\": \"x\",\n  \"tracks\": [\"as-was\"]\n}", "line 3 ($.tracks[0])", "Track")]
    [InlineData("{\n  \"name\": \"x\",\n  \"arms\" []\n}", "line 3", "'['")]
    [InlineData("{\n  \"name\": \"x\",\n\n", "line 4", "")]
    [InlineData("", "line 1", "")]
    public void A_mistake_is_told_with_the_file_and_the_line(string text, string place, string reason)
    {
        InvalidDataException problem = Assert.Throws<InvalidDataException>(() => Read(text));
        Assert.StartsWith($"'{_folder["study.json"]}' is not a study: at {place}", problem.Message, StringComparison.Ordinal);
        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        InvalidDataException problem = Assert.Throws<InvalidDataException>(() => Read("{\n  \"datasets\": []\n}"));
        Assert.Contains("'name'", problem.Message, StringComparison.Ordinal);
        Assert.Contains("'arms'", problem.Message, StringComparison.Ordinal);
        Assert.Contains(_folder["study.json"], problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_format_is_refused_with_both_formats()
    {
        InvalidDataException problem = Assert.Throws<InvalidDataException>(() => Read("{ \"schema\": \"deepmetric-study/2\", \"name\": \"x\", \"arms\": [], \"datasets\": [] }"));
        Assert.Equal($"'{_folder["study.json"]}' is a study of the format 'deepmetric-study/2', expected deepmetric-study/1.", problem.Message);
        Assert.Equal($"'{_folder["study.json"]}' holds null where a study was expected.", Assert.Throws<InvalidDataException>(() => Read("null")).Message);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        RunStoreException problem = Assert.Throws<RunStoreException>(() => StudyReader.Read(_folder["none.json"]));
        Assert.Contains(_folder["none.json"], problem.Message, StringComparison.Ordinal);
    }

    // Some editors put a byte order mark before the text.
    [Fact]
    public void A_byte_order_mark_is_skipped()
    {
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. System.Text.Encoding.UTF8.GetBytes(JsonFile.ToText(FakeStudy.File))];
        File.WriteAllBytes(_folder["study.json"], bytes);
        Assert.Equal("fake", StudyReader.Read(_folder["study.json"]).Name);
    }

    private StudyFile Read(string text)
    {
        File.WriteAllText(_folder["study.json"], text);
        return StudyReader.Read(_folder["study.json"]);
    }
}
