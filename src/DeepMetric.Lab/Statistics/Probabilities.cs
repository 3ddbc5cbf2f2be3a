using System.Runtime.CompilerServices;

namespace DeepMetric.Lab.Statistics;

/// <summary>What has to hold for p-values.</summary>
internal static class Probabilities
{
    /// <summary>Refuses lists that hold what is no probability.</summary>
    /// <exception cref="ArgumentException">A p-value is outside [0, 1].</exception>
    public static void Check(IReadOnlyList<double> pValues, [CallerArgumentExpression(nameof(pValues))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(pValues, name);
        for (int index = 0; index < pValues.Count; index++)
        {
            if (!(pValues[index] >= 0 && pValues[index] <= 1))
            {
                throw new ArgumentException(FormattableString.Invariant($"Expected p-values between 0 and 1, found {pValues[index]} at index {index}."), name);
            }
        }
    }
}
