namespace DeepMetric.Testing;

/// <summary>Runs the check of a law and turns what happens into an outcome.</summary>
internal static class Law
{
    /// <summary>The outcome of a check that throws where the law does not hold.</summary>
    public static LawOutcome Run(string id, string statement, Action check)
    {
        try
        {
            check();
            return new LawOutcome(id, statement, LawStatus.Passed);
        }
        catch (NotApplicableException reason)
        {
            return new LawOutcome(id, statement, LawStatus.NotApplicable, reason.Message);
        }
        catch (BrokenLawException broken)
        {
            return new LawOutcome(id, statement, LawStatus.Failed, broken.Message);
        }
        catch (Exception thrown) when (thrown is not OutOfMemoryException)
        {
            return new LawOutcome(id, statement, LawStatus.Failed, $"{thrown.GetType().Name}: {thrown.Message.Split('\n')[0]}");
        }
    }

    /// <summary>Ends the check: the law does not hold.</summary>
    public static void Require(bool holds, Func<string> message)
    {
        if (!holds)
        {
            throw new BrokenLawException(message());
        }
    }

    /// <summary>Ends the check where the law does not concern what is checked.</summary>
    public static void Concerns(bool concerns, string reason)
    {
        if (!concerns)
        {
            throw new NotApplicableException(reason);
        }
    }

    /// <summary>Ends the check unless two numbers agree, relative to the larger where that is above 1.</summary>
    public static void Equal(double expected, double found, double tolerance, Func<string> what) =>
        Require(Math.Abs(expected - found) <= tolerance * Math.Max(1, Math.Max(Math.Abs(expected), Math.Abs(found))), () => FormattableString.Invariant($"{what()}: expected {expected:R}, found {found:R}"));

    private sealed class BrokenLawException(string message) : Exception(message);

    private sealed class NotApplicableException(string message) : Exception(message);
}
