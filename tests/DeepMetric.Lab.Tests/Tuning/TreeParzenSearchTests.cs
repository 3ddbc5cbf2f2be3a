using System.ComponentModel.DataAnnotations;
using CsCheck;
using DeepMetric.Lab.Tuning;

namespace DeepMetric.Lab.Tests.Tuning;

public sealed class TreeParzenSearchTests
{
    private const int Seeds = 60;

    private static readonly ParameterRange[] Two = [ParameterRange.Linear("x", -1, 3), ParameterRange.Log("rate", 1e-5, 0.1)];

    [Fact]
    public void Stays_within_the_ranges_and_follows_from_its_inputs() => Gen.Select(Gen.ULong, Gen.Int[0, 40], Gen.Int[1, 5]).Sample(
        (seed, count, failing) =>
        {
            List<Trial> trials = Searches.Run(new TreeParzenSearch(Searches.Mixed, seed), count + 1, Objective);
            List<Trial> again = Searches.Run(new TreeParzenSearch(Searches.Mixed, seed), count + 1, Objective);
            return trials.Zip(again, (one, other) => one.Values.SequenceEqual(other.Values)).All(same => same)
                && trials.All(trial => Searches.Mixed.All(range => range.Contains(trial.Values[range.Name])));

            double? Objective(IReadOnlyDictionary<string, ParameterValue> values) =>
                values.NumberOf("per-class") == failing ? null : -Math.Abs(values.NumberOf("margin") - 1.5) + (values["miner"] == "hard" ? 1 : 0);
        },
        iter: 40,
        threads: 1);

    // Failed trials are none of the ten: with every second failing, the first twenty are random.
    [Fact]
    public void Starts_as_a_random_search_until_ten_trials_have_an_objective()
    {
        int number = 0;
        List<Trial> trials = Searches.Run(new TreeParzenSearch(Searches.Mixed, 3), 22, _ => number++ % 2 == 0 ? null : number);
        List<Trial> random = Searches.Run(new RandomSearch(Searches.Mixed, 3), 22, _ => 0);
        Assert.All(trials.Take(20).Zip(random), pair => Assert.Equal(pair.Second.Values, pair.First.Values));
        Assert.NotEqual(random[20].Values, trials[20].Values);
    }

    // -(x - 0.7)² - (log10 rate + 3)² / 4, best 0 at x = 0.7 and rate 0.001: the mean of the best of 40 trials over 60 seeds.
    [Fact]
    public void Beats_random_search_on_a_quadratic()
    {
        double parzen = Enumerable.Range(0, Seeds).Average(seed => Best(new TreeParzenSearch(Two, (ulong)seed)));
        double random = Enumerable.Range(0, Seeds).Average(seed => Best(new RandomSearch(Two, (ulong)seed)));
        Assert.True(parzen > random / 3, $"The best of 40 trials was {parzen} by Parzen estimates, {random} at random.");

        static double Best(ITrialSearch search) => Searches.Run(search, 40, Quadratic).Max(trial => trial.Objective!.Value);
    }

    [Fact]
    public void Finds_the_good_choice_and_the_good_whole_number()
    {
        int good = Enumerable.Range(0, 20).Sum(seed => Searches.Run(new TreeParzenSearch(Searches.Mixed, (ulong)seed), 60, Objective).Skip(40).Count(
            trial => trial.Values["miner"] == "hard" && Math.Abs(trial.Values.NumberOf("per-class") - 5) <= 2));

        // By chance a quarter times five elevenths of 400 trials: 45.
        Assert.True(good > 200, $"{good} of 400 late trials are near the best.");

        static double? Objective(IReadOnlyDictionary<string, ParameterValue> values) =>
            (values["miner"] == "hard" ? 2 : 0) - Math.Abs(values.NumberOf("per-class") - 5);
    }

    [Fact]
    public void Avoids_where_trials_fail()
    {
        int failed = Enumerable.Range(0, Seeds).Sum(seed => Searches.Run(new TreeParzenSearch(Two, (ulong)seed), 50, values => values.NumberOf("x") > 1 ? null : Quadratic(values))
            .Skip(25).Count(trial => trial.Objective is null));
        Assert.True(failed < 0.35 * 25 * Seeds, $"{failed} of {25 * Seeds} late trials failed; at random half of them would.");
    }

    [Fact]
    public void Equal_objectives_and_equal_values_are_no_trouble()
    {
        var trials = Enumerable.Range(1, 200).Select(number => new Trial { Number = number, Values = new Dictionary<string, ParameterValue> { ["x"] = 3, ["rate"] = 1e-5 }, Objective = 0 }).ToList();
        IReadOnlyDictionary<string, ParameterValue> next = new TreeParzenSearch(Two, 0).Propose(trials);
        Assert.All(Two, range => Assert.True(range.Contains(next[range.Name])));
    }

    [Fact]
    public void Refuses_options_out_of_range()
    {
        Assert.Throws<ValidationException>(() => new TreeParzenSearch(Two, 0, new() { Gamma = 0 }));
        Assert.Throws<ValidationException>(() => new TreeParzenSearch(Two, 0, new() { StartupTrials = 1 }));
        Assert.Throws<ArgumentException>(() => new TreeParzenSearch([], 0));
    }

    private static double? Quadratic(IReadOnlyDictionary<string, ParameterValue> values) =>
        -Math.Pow(values.NumberOf("x") - 0.7, 2) - (Math.Pow(Math.Log10(values.NumberOf("rate")) + 3, 2) / 4);
}
