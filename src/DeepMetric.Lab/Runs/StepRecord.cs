namespace DeepMetric.Lab.Runs;

/// <summary>What one training step did; one line of <c>steps.jsonl</c>.</summary>
public sealed record StepRecord
{
    /// <summary>The step, from 1.</summary>
    public required int Step { get; init; }

    /// <summary>The epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Items in the batch.</summary>
    public required int Items { get; init; }

    /// <summary>The loss as trained.</summary>
    public required double Loss { get; init; }

    /// <summary>The loss for tracking: the mean over all valid terms.</summary>
    public required double TrackedLoss { get; init; }

    /// <summary>What one term is, one of <see cref="TermUnits"/>; null for a mixture, whose losses have units of their own.</summary>
    public string? Unit { get; init; }

    /// <summary>Valid terms.</summary>
    public required long ValidTerms { get; init; }

    /// <summary>Terms whose loss is above 0.</summary>
    public required long ActiveTerms { get; init; }

    /// <summary>Terms whose loss is above 1e-4.</summary>
    public required long ActiveTermsAboveEpsilon { get; init; }

    /// <summary>Valid positive pairs, for a loss over pairs.</summary>
    public long? ValidPositives { get; init; }

    /// <summary>Active positive pairs, for a loss over pairs.</summary>
    public long? ActivePositives { get; init; }

    /// <summary>Valid negative pairs, for a loss over pairs.</summary>
    public long? ValidNegatives { get; init; }

    /// <summary>Active negative pairs, for a loss over pairs.</summary>
    public long? ActiveNegatives { get; init; }

    /// <summary>Hard triplets, for a loss over triplets.</summary>
    public long? HardTriplets { get; init; }

    /// <summary>Semi-hard triplets, for a loss over triplets.</summary>
    public long? SemiHardTriplets { get; init; }

    /// <summary>Easy triplets, for a loss over triplets.</summary>
    public long? EasyTriplets { get; init; }

    /// <summary>The mean distance of positive pairs; null when the batch has none.</summary>
    public double? MeanPositiveDistance { get; init; }

    /// <summary>The mean distance of negative pairs; null when the batch has none.</summary>
    public double? MeanNegativeDistance { get; init; }

    /// <summary>True where the two means above are of similarities; else null.</summary>
    public bool? IsSimilarity { get; init; }

    /// <summary>The L2 norm of the tracked loss's gradient over all parameters of the net.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>The mean over samples of the tangent gradient norm g.</summary>
    public required double SampleGradient { get; init; }

    /// <summary>The mean of g over samples that have an active term; null when none has.</summary>
    public double? SampleGradientOfActive { get; init; }

    /// <summary>The parameter gradient norm of the sum over all terms, divided by the number of active terms; null when none is active.</summary>
    public double? GradientNormPerActiveTerm { get; init; }

    /// <summary>The effective share of samples, (sum g)² / (B sum g²).</summary>
    public required double EffectiveShare { get; init; }

    /// <summary>The share of gradient mass in the hardest decile.</summary>
    public required double HardestDecile { get; init; }

    /// <summary>The relative size of the update, measured every few steps.</summary>
    public double? UpdateNorm { get; init; }

    /// <summary>Of a mixture of losses, what each of them did; null for a loss by itself.</summary>
    public IReadOnlyList<MixedLossRecord>? Losses { get; init; }
}

/// <summary>What one loss of a mixture did in a step.</summary>
public sealed record MixedLossRecord
{
    /// <summary>The loss's name.</summary>
    public required string Loss { get; init; }

    /// <summary>What it is multiplied by.</summary>
    public required double Weight { get; init; }

    /// <summary>Its own value as trained, before the weight.</summary>
    public required double Value { get; init; }

    /// <summary>The mean over all its valid terms.</summary>
    public required double TrackedLoss { get; init; }

    /// <summary>What one of its terms is, one of <see cref="TermUnits"/>.</summary>
    public string? Unit { get; init; }

    /// <summary>Its valid terms.</summary>
    public required long ValidTerms { get; init; }

    /// <summary>Its terms whose loss is above 0.</summary>
    public required long ActiveTerms { get; init; }
}
