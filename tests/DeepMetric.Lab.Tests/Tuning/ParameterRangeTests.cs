using System.Text.Json;
using DeepMetric.Lab.Store;
using DeepMetric.Lab.Tuning;

namespace DeepMetric.Lab.Tests.Tuning;

public sealed class ParameterRangeTests
{
    [Fact]
    public void Knows_what_is_within_it()
    {
        ParameterRange linear = ParameterRange.Linear("margin", -1, 1);
        Assert.True(linear.Contains(-1) && linear.Contains(1) && linear.Contains(0.3));
        Assert.False(linear.Contains(1.01) || linear.Contains("0.3") || linear.Contains(true) || linear.Contains(default));
        ParameterRange whole = ParameterRange.Integer("per-class", 2, 4);
        Assert.True(whole.Contains(2) && whole.Contains(4));
        Assert.False(whole.Contains(2.5) || whole.Contains(5));
        ParameterRange choice = ParameterRange.Choice("swap", true, "semi-hard", 3);
        Assert.True(choice.Contains(true) && choice.Contains("semi-hard") && choice.Contains(3));
        Assert.False(choice.Contains(false) || choice.Contains("3"));
    }

    [Fact]
    public void Refuses_ranges_that_make_no_sense()
    {
        Assert.Throws<ArgumentException>(() => ParameterRange.Linear("", 0, 1));
        Assert.Throws<ArgumentException>(() => ParameterRange.Linear("a", 1, 1));
        Assert.Throws<ArgumentException>(() => ParameterRange.Linear("a", double.NaN, 1));
        Assert.Throws<ArgumentException>(() => ParameterRange.Linear("a", double.MinValue, double.MaxValue));
        Assert.Throws<ArgumentException>(() => ParameterRange.Integer("a", 0, long.MaxValue));
        Assert.Throws<ArgumentException>(() => ParameterRange.Choice("a", 1));
        Assert.Throws<ArgumentException>(() => ParameterRange.Choice("a", 1, "b", 1));
        ArgumentException refused = Assert.Throws<ArgumentException>(() => ParameterRange.Log("rate", 0, 1));
        Assert.Contains("Expected a range of numbers above 0 for rate, found 0 to 1.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ranges_and_trials_go_through_JSON()
    {
        var trial = new Trial { Number = 3, Values = new Dictionary<string, ParameterValue> { ["margin"] = 0.25, ["miner"] = "hard", ["swap"] = true }, Objective = 0.5 };
        string json = JsonSerializer.Serialize(trial, LabJson.Line);
        Assert.Equal("""{"number":3,"values":{"margin":0.25,"miner":"hard","swap":true},"objective":0.5}""", json);
        Trial read = JsonSerializer.Deserialize<Trial>(json, LabJson.Line)!;
        Assert.Equal(trial.Values, read.Values);
        Assert.Equal((3, 0.5), (read.Number, read.Objective));
        string range = JsonSerializer.Serialize(ParameterRange.Choice("swap", true, "x"), LabJson.Line);
        Assert.Equal("""{"name":"swap","kind":"choice","choices":[true,"x"]}""", range);
        Assert.True(JsonSerializer.Deserialize<ParameterRange>(range, LabJson.Line)!.Contains("x"));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ParameterValue>("[1]", LabJson.Line));
        Assert.Throws<JsonException>(() => JsonSerializer.Serialize(default(ParameterValue), LabJson.Line));
    }

    [Fact]
    public void Values_show_as_they_are_written()
    {
        Assert.Equal(["0.5", "hard", "true"], ((ParameterValue[])[0.5, "hard", true]).Select(value => value.ToString()));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ParameterValue(double.NaN));
    }
}
