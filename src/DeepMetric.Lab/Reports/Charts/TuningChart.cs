using System.Globalization;

namespace DeepMetric.Lab.Reports.Charts;

/// <summary>Draws what the trials of a search reached, a dot each, and the best so far as a line of steps.</summary>
internal static class TuningChart
{
    private const double CrossSize = 3;

    /// <summary>Draws the chart.</summary>
    /// <param name="html">Receives the picture.</param>
    /// <param name="title">Its name.</param>
    /// <param name="yLabel">What the objective is.</param>
    /// <param name="series">The arms, at least one with a trial that reached something.</param>
    /// <param name="lowerIsBetter">Whether the search looks for small numbers.</param>
    /// <param name="range">The ends of the vertical axis, so that several charts can share one; by default those of the trials.</param>
    /// <exception cref="ArgumentException">No trial reached anything.</exception>
    public static void Draw(Markup html, string title, string yLabel, IReadOnlyList<TuningSeries> series, bool lowerIsBetter = false, (double Low, double High)? range = null)
    {
        double[] reached = [.. series.SelectMany(arm => arm.Reached()).Select(trial => trial.Objective)];
        if (reached.Length == 0)
        {
            throw new ArgumentException("Expected at least one trial that reached something, found none.", nameof(series));
        }

        (double low, double high) = range ?? (reached.Min(), reached.Max());
        double slack = 0.05 * (high - low);

        // Failed trials stand at the bottom, below all others.
        double below = series.Any(arm => arm.Reached().Count() < arm.Objectives.Count) ? 3 * slack : slack;
        int trials = series.Max(arm => arm.Objectives.Count);
        var plot = new Plot(Scale.Whole(trials == 1 ? 0 : 1, trials == 1 ? 2 : trials), Scale.Linear(low - below, high + slack));
        using (plot.Open(html, title, Describe(series, lowerIsBetter)))
        {
            plot.DrawAxes(html, "trial", yLabel);
            foreach (TuningSeries arm in series)
            {
                DrawTrials(html, plot, arm);
            }

            foreach (TuningSeries arm in series)
            {
                DrawBest(html, plot, arm, lowerIsBetter);
            }
        }
    }

    private static void DrawTrials(Markup html, Plot plot, TuningSeries arm)
    {
        var dots = new SvgPath();
        foreach ((int trial, double objective) in arm.Reached())
        {
            dots.Dot(plot.X(trial), plot.Y(objective));
        }

        if (!dots.IsEmpty)
        {
            html.Void("path", ("class", $"trials {arm.Arm.Style}"), ("d", dots.ToString()));
        }

        var failed = new SvgPath();
        foreach (int trial in Enumerable.Range(1, arm.Objectives.Count).Except(arm.Reached().Select(place => place.Trial)))
        {
            double x = plot.X(trial);
            double y = plot.Bottom - CrossSize - 2;
            failed.Move(x - CrossSize, y - CrossSize).Line(x + CrossSize, y + CrossSize).Move(x - CrossSize, y + CrossSize).Line(x + CrossSize, y - CrossSize);
        }

        if (!failed.IsEmpty)
        {
            html.Void("path", ("class", $"failed {arm.Arm.Style}"), ("d", failed.ToString()));
        }
    }

    private static void DrawBest(Markup html, Plot plot, TuningSeries arm, bool lowerIsBetter)
    {
        IReadOnlyList<(int Trial, double Objective)> improvements = arm.Improvements(lowerIsBetter);
        if (improvements.Count == 0)
        {
            return;
        }

        SvgPath steps = new SvgPath().Move(plot.X(improvements[0].Trial), plot.Y(improvements[0].Objective));
        foreach (((int _, double before), (int trial, double objective)) in improvements.Zip(improvements.Skip(1)))
        {
            steps.Line(plot.X(trial), plot.Y(before)).Line(plot.X(trial), plot.Y(objective));
        }

        steps.Line(plot.X(arm.Objectives.Count), plot.Y(improvements[^1].Objective));
        html.Void("path", ("class", $"line {arm.Arm.Style}"), ("d", steps.ToString()));
        foreach ((int trial, double objective) in improvements)
        {
            Marks.Draw(html, arm.Arm, plot.X(trial), plot.Y(objective));
        }
    }

    private static string Describe(IReadOnlyList<TuningSeries> series, bool lowerIsBetter) => string.Join("; ", series.Select(arm =>
    {
        IReadOnlyList<(int Trial, double Objective)> improvements = arm.Improvements(lowerIsBetter);
        int failed = arm.Objectives.Count - arm.Reached().Count();
        string found = improvements.Count == 0
            ? $"{arm.Arm.Name}: no trial of {Count(arm.Objectives.Count)} reached anything"
            : $"{arm.Arm.Name}: best {Numerals.Significant(improvements[^1].Objective)} in trial {Count(improvements[^1].Trial)} of {Count(arm.Objectives.Count)}";
        return failed == 0 || improvements.Count == 0 ? found : $"{found}, {Count(failed)} failed";
    }));

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);
}
