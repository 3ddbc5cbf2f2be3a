namespace DeepMetric.Datasets;

/// <summary>Tells whether a plan's places mean the items of a source.</summary>
internal static class SplitBinding
{
    /// <summary>Refuses a plan that was made from other items, or from the same items in another order.</summary>
    public static void Check(SplitSource source, SplitPlan plan, string parameter)
    {
        if (plan.Dataset != source.Dataset || plan.ItemCount != source.Count)
        {
            throw new ArgumentException($"Expected a split of {source.Dataset} with {source.Count} items, found one of {plan.Dataset} with {plan.ItemCount}.", parameter);
        }

        string sha256 = SplitFingerprint.Of(source, plan.Train, plan.Validation, plan.Test);
        if (sha256 != plan.Sha256)
        {
            throw new ArgumentException($"Expected a split of these items of {source.Dataset} (SHA-256 {sha256}), found one of others ({plan.Sha256}).", parameter);
        }
    }
}
