using CsCheck;
using DeepMetric.Lab.Tuning;

namespace DeepMetric.Lab.Tests.Tuning;

public sealed class RandomSearchTests
{
    [Fact]
    public void Stays_within_the_ranges_and_follows_from_seed_and_number_of_trials() => Gen.Select(Gen.ULong, Gen.Int[0, 30]).Sample(
        (seed, count) =>
        {
            List<Trial> trials = Searches.Run(new RandomSearch(Searches.Mixed, seed), count + 1, _ => null);
            List<Trial> again = Searches.Run(new RandomSearch(Searches.Mixed, seed), count + 1, _ => 1);
            return trials.Zip(again, (one, other) => one.Values.SequenceEqual(other.Values)).All(same => same)
                && trials.All(trial => Searches.Mixed.All(range => range.Contains(trial.Values[range.Name])));
        },
        threads: 1);

    // Of 4,000 trials a share falls below the middle of each scale (of a logarithm: below 1e-3), on each whole number and on each choice: within 4 standard errors.
    [Fact]
    public void Draws_evenly_on_each_scale()
    {
        List<Trial> trials = Searches.Run(new RandomSearch(Searches.Mixed, 7), 1500, _ => 0);
        AssertShare(0.5, values => values.NumberOf("margin") < 0.5);
        AssertShare(0.5, values => values.NumberOf("rate") < 1e-3);
        AssertShare(0.25, values => values.NumberOf("rate") < 1e-4);
        for (int whole = -2; whole <= 8; whole++)
        {
            AssertShare(1 / 11.0, values => values.NumberOf("per-class") == whole);
        }

        foreach (ParameterValue choice in Searches.Mixed[3].Choices!)
        {
            AssertShare(0.25, values => values["miner"] == choice);
        }

        void AssertShare(double expected, Func<IReadOnlyDictionary<string, ParameterValue>, bool> holds) =>
            Assert.Equal(expected, trials.Count(trial => holds(trial.Values)) / (double)trials.Count, 4 * Math.Sqrt(expected * (1 - expected) / trials.Count));
    }

    [Fact]
    public void Other_seeds_draw_other_values() => Assert.NotEqual(
        new RandomSearch(Searches.Mixed, 1).Propose([])["margin"], new RandomSearch(Searches.Mixed, 2).Propose([])["margin"]);

    [Fact]
    public void Refuses_searches_over_nothing_and_trials_of_another_search()
    {
        Assert.Throws<ArgumentException>(() => new RandomSearch([], 0));
        Assert.Throws<ArgumentException>(() => new RandomSearch([ParameterRange.Linear("a", 0, 1), ParameterRange.Log("a", 1, 2)], 0));
        Assert.Throws<ArgumentException>(() => new RandomSearch([new() { Name = "a", Kind = ParameterKind.Linear, Low = 2, High = 1 }], 0));
        var search = new RandomSearch([ParameterRange.Linear("a", 0, 1)], 0);
        Assert.Throws<ArgumentException>(() => search.Propose([new() { Number = 1, Values = new Dictionary<string, ParameterValue> { ["b"] = 1 } }]));
        Assert.Throws<ArgumentException>(() => search.Propose([new() { Number = 1, Values = new Dictionary<string, ParameterValue> { ["a"] = 2 } }]));
        Assert.Throws<ArgumentException>(() => search.Propose([new() { Number = 1, Values = new Dictionary<string, ParameterValue> { ["a"] = 0.5 }, Objective = double.NaN }]));
    }
}
