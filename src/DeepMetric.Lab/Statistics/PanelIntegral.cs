using MathNet.Numerics.Integration;

namespace DeepMetric.Lab.Statistics;

/// <summary>Integrals of smooth functions by Gauss and Legendre's rule with 20 points in each panel: exact to rounding where a panel is not much wider than the function's own scale.</summary>
internal static class PanelIntegral
{
    private static readonly GaussLegendreRule Rule = new(-1, 1, 20);

    /// <summary>The integral from the first to the last of ascending points, which are the ends of the panels.</summary>
    public static double Of(Func<double, double> function, IReadOnlyList<double> ends)
    {
        double sum = 0;
        for (int panel = 1; panel < ends.Count; panel++)
        {
            double half = (ends[panel] - ends[panel - 1]) / 2;
            double middle = ends[panel - 1] + half;
            double part = 0;
            for (int point = 0; point < Rule.Order; point++)
            {
                part += Rule.GetWeight(point) * function(middle + (half * Rule.GetAbscissa(point)));
            }

            sum += half * part;
        }

        return sum;
    }

    /// <summary>Ends of equally wide panels.</summary>
    public static double[] Ends(double low, double high, int panels) => [.. Enumerable.Range(0, panels + 1).Select(index => low + ((high - low) * index / panels))];
}
