using System.Text;

namespace DeepMetric.Testing;

/// <summary>What came of a law.</summary>
public enum LawStatus
{
    /// <summary>It holds.</summary>
    Passed,

    /// <summary>It does not concern what was checked.</summary>
    NotApplicable,

    /// <summary>It does not hold.</summary>
    Failed,
}

/// <summary>A law, and what came of it.</summary>
/// <param name="Id">The law's name, such as <c>batch-order</c>.</param>
/// <param name="Statement">The law, as a sentence.</param>
/// <param name="Status">What came of it.</param>
/// <param name="Message">Why it does not hold, or why it does not concern what was checked; empty where it holds.</param>
public sealed record LawOutcome(string Id, string Statement, LawStatus Status, string Message = "");

/// <summary>What came of all laws.</summary>
/// <param name="Subject">The class that was checked.</param>
/// <param name="Laws">The laws, in the order in which they were checked.</param>
public sealed record ConformanceReport(string Subject, IReadOnlyList<LawOutcome> Laws)
{
    /// <summary>Whether no law failed.</summary>
    public bool Passed => Laws.All(law => law.Status != LawStatus.Failed);

    /// <summary>The report as lines: one for each law.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Subject);
        foreach (LawOutcome law in Laws)
        {
            string status = law.Status switch { LawStatus.Passed => "passed", LawStatus.Failed => "FAILED", _ => "not applicable" };
            text.Append('\n').Append("  ").Append(status.PadRight(16)).Append(law.Statement);
            if (law.Message.Length > 0)
            {
                text.Append('\n').Append(' ', 18).Append(law.Message);
            }
        }

        return text.ToString();
    }

    /// <summary>The report, if no law failed.</summary>
    /// <exception cref="ConformanceException">One did.</exception>
    internal ConformanceReport Required() => Passed ? this : throw new ConformanceException(this);
}
