using DeepMetric.Lab.Runs;
using DeepMetric.Losses;
using DeepMetric.Training;

namespace DeepMetric.Lab.Runner;

/// <summary>Turns what the trainer tells into records.</summary>
internal static class StepRecords
{
    /// <summary>The record of a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="isSimilarity">Whether the loss's distances are similarities.</param>
    public static StepRecord Of(TrainingEvent.StepDone step, bool isSimilarity)
    {
        LossTelemetry telemetry = step.Telemetry;
        return new StepRecord
        {
            Step = step.Step,
            Epoch = step.Epoch,
            Items = step.Items,
            Loss = step.Loss,
            TrackedLoss = telemetry.MeanOfTerms,
            Unit = telemetry.Mixed.Count > 0 ? null : UnitOf(telemetry),
            ValidTerms = telemetry.ValidTerms,
            ActiveTerms = telemetry.ActiveTerms,
            ActiveTermsAboveEpsilon = telemetry.ActiveTermsAboveEpsilon,
            ValidPositives = telemetry.Pairs?.ValidPositives,
            ActivePositives = telemetry.Pairs?.ActivePositives,
            ValidNegatives = telemetry.Pairs?.ValidNegatives,
            ActiveNegatives = telemetry.Pairs?.ActiveNegatives,
            HardTriplets = telemetry.Triplets?.Hard,
            SemiHardTriplets = telemetry.Triplets?.SemiHard,
            EasyTriplets = telemetry.Triplets?.Easy,
            MeanPositiveDistance = telemetry.MeanPositiveDistance,
            MeanNegativeDistance = telemetry.MeanNegativeDistance,
            IsSimilarity = isSimilarity ? true : null,
            GradientNorm = step.GradientNorm,
            SampleGradient = step.Samples.Mean,
            SampleGradientOfActive = step.Samples.MeanOfActive,
            GradientNormPerActiveTerm = telemetry.ActiveTerms == 0 || telemetry.Mixed.Count > 0 ? null : step.GradientNorm * telemetry.ValidTerms / telemetry.ActiveTerms,
            EffectiveShare = step.Samples.EffectiveShare,
            HardestDecile = step.Samples.HardestDecile,
            UpdateNorm = step.UpdateNorm,
            Losses = telemetry.Mixed.Count == 0 ? null : [.. telemetry.Mixed.Select(Of)],
        };
    }

    private static string UnitOf(LossTelemetry telemetry) => telemetry.Unit switch
    {
        TermUnit.Pair => TermUnits.Pair,
        TermUnit.Triplet => TermUnits.Triplet,
        _ => TermUnits.Sample,
    };

    private static MixedLossRecord Of(MixedTelemetry part) => new()
    {
        Loss = part.Name,
        Weight = part.Weight,
        Value = part.Value,
        TrackedLoss = part.Telemetry.MeanOfTerms,
        Unit = UnitOf(part.Telemetry),
        ValidTerms = part.Telemetry.ValidTerms,
        ActiveTerms = part.Telemetry.ActiveTerms,
    };

    /// <summary>Active over valid terms, both summed; null without a valid term.</summary>
    public static double? ActiveRatio(IReadOnlyCollection<StepRecord> steps)
    {
        long valid = steps.Sum(step => step.ValidTerms);
        return valid == 0 ? null : (double)steps.Sum(step => step.ActiveTerms) / valid;
    }

    /// <summary>The mean of the tracked loss, weighted by valid terms; null without a valid term.</summary>
    public static double? TrackedLoss(IReadOnlyCollection<StepRecord> steps)
    {
        long valid = steps.Sum(step => step.ValidTerms);
        return valid == 0 ? null : steps.Sum(step => step.TrackedLoss * step.ValidTerms) / valid;
    }
}
