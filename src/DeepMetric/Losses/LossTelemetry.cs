namespace DeepMetric.Losses;

/// <summary>What one term of a loss is.</summary>
public enum TermUnit
{
    /// <summary>Two items.</summary>
    Pair,

    /// <summary>An anchor, a positive and a negative.</summary>
    Triplet,

    /// <summary>One item, for softmax- and proxy-type losses.</summary>
    Sample,

    /// <summary>One class, for a loss whose anchors are proxies.</summary>
    Class,
}

/// <summary>What a loss did with a batch: counts over all valid terms, whatever reduction trains.</summary>
public sealed record LossTelemetry
{
    /// <summary>The second threshold above which active terms are counted.</summary>
    public const double Epsilon = 1e-4;

    /// <summary>What one term is.</summary>
    public required TermUnit Unit { get; init; }

    /// <summary>All terms that the batch has.</summary>
    public required long ValidTerms { get; init; }

    /// <summary>Terms whose loss is above 0.</summary>
    public required long ActiveTerms { get; init; }

    /// <summary>Terms whose loss is above <see cref="Epsilon"/>.</summary>
    public required long ActiveTermsAboveEpsilon { get; init; }

    /// <summary>The sum of all terms.</summary>
    public required double SumOfTerms { get; init; }

    /// <summary>Counts by side, for a loss over pairs.</summary>
    public PairCounts? Pairs { get; init; }

    /// <summary>Counts by hardness, for a loss over triplets.</summary>
    public TripletCounts? Triplets { get; init; }

    /// <summary>The mean distance (or similarity) of the positive pairs; null when there is none.</summary>
    public required double? MeanPositiveDistance { get; init; }

    /// <summary>The mean distance (or similarity) of the negative pairs; null when there is none.</summary>
    public required double? MeanNegativeDistance { get; init; }

    /// <summary>For each embedding, whether it takes part in an active term, <c>[n]</c>.</summary>
    public required IReadOnlyList<bool> ActiveSamples { get; init; }

    /// <summary>Of a mixture, what each of its losses did; else empty. A mixture's own counts are over the terms of all of them.</summary>
    public IReadOnlyList<MixedTelemetry> Mixed { get; init; } = [];

    /// <summary>The loss for tracking: the mean over all valid terms, 0 when there is none; of a mixture, the weighted sum of its losses' means.</summary>
    public double MeanOfTerms => Mixed.Count > 0 ? Mixed.Sum(part => part.Weight * part.Telemetry.MeanOfTerms) : ValidTerms == 0 ? 0 : SumOfTerms / ValidTerms;

    /// <summary>Active over valid terms; null when there is none.</summary>
    public double? ActiveRatio => ValidTerms == 0 ? null : (double)ActiveTerms / ValidTerms;
}

/// <summary>Valid and active pairs by side.</summary>
/// <param name="ValidPositives">Pairs of one class.</param>
/// <param name="ActivePositives">Those with a loss above 0.</param>
/// <param name="ValidNegatives">Pairs of two classes.</param>
/// <param name="ActiveNegatives">Those with a loss above 0.</param>
public sealed record PairCounts(long ValidPositives, long ActivePositives, long ValidNegatives, long ActiveNegatives);

/// <summary>Triplets by hardness, in the loss's own distance.</summary>
/// <param name="Hard">The negative is no farther than the positive.</param>
/// <param name="SemiHard">The negative is farther than the positive, by less than the margin.</param>
/// <param name="Easy">The negative is farther by the margin or more.</param>
public sealed record TripletCounts(long Hard, long SemiHard, long Easy);

/// <summary>What one loss of a mixture did.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Weight">What it is multiplied by.</param>
/// <param name="Value">Its own value as trained, before the weight.</param>
/// <param name="Telemetry">Its own counts and means.</param>
public sealed record MixedTelemetry(string Name, double Weight, double Value, LossTelemetry Telemetry);
