using System.Text.Json.Nodes;

namespace DeepMetric.Losses;

/// <summary>The losses by name.</summary>
public static class LossCatalog
{
    /// <summary>All losses, in the order to show them.</summary>
    public static IReadOnlyList<LossEntry> Entries { get; } =
    [
        LossEntry.InForms("contrastive", typeof(ContrastiveLoss), ContrastiveLossOptions.Of, ContrastiveLoss.Create) with { MarginOption = "negativeMargin", Unit = TermUnit.Pair },
        LossEntry.InForms("triplet", typeof(TripletMarginLoss), TripletMarginLossOptions.Of, TripletMarginLoss.Create) with { MarginOption = "margin", Unit = TermUnit.Triplet },
        LossEntry.Of<NTXentLossOptions>("ntxent", typeof(NTXentLoss), options => new NTXentLoss(options)),
        LossEntry.Of<SupConLossOptions>("supcon", typeof(SupConLoss), options => new SupConLoss(options)),
        LossEntry.Of<MultiSimilarityLossOptions>("multi-similarity", typeof(MultiSimilarityLoss), options => new MultiSimilarityLoss(options)),
        LossEntry.Of<CircleLossOptions>("circle", typeof(CircleLoss), options => new CircleLoss(options)) with { MarginOption = "margin" },
        LossEntry.Of<LiftedStructureLossOptions>("lifted-structure", typeof(LiftedStructureLoss), options => new LiftedStructureLoss(options)) with { MarginOption = "negativeMargin", Unit = TermUnit.Pair },
        LossEntry.Of<GeneralizedLiftedStructureLossOptions>("generalized-lifted-structure", typeof(GeneralizedLiftedStructureLoss), options => new GeneralizedLiftedStructureLoss(options)) with { MarginOption = "negativeMargin" },
        LossEntry.Of<NCALossOptions>("nca", typeof(NCALoss), options => new NCALoss(options)),
        LossEntry.Of<NPairsLossOptions>("n-pairs", typeof(NPairsLoss), options => new NPairsLoss(options)) with { Unit = TermUnit.Sample },
        LossEntry.Of<IntraPairVarianceLossOptions>("intra-pair-variance", typeof(IntraPairVarianceLoss), options => new IntraPairVarianceLoss(options)) with { Unit = TermUnit.Pair },
        LossEntry.Of<InstanceLossOptions>("instance", typeof(InstanceLoss), options => new InstanceLoss(options)),
        LossEntry.Of<TupletMarginLossOptions>("tuplet-margin", typeof(TupletMarginLoss), options => new TupletMarginLoss(options)) with { MarginOption = "marginDegrees" },
        LossEntry.Of<SignalToNoiseRatioContrastiveLossOptions>("snr-contrastive", typeof(SignalToNoiseRatioContrastiveLoss), options => new SignalToNoiseRatioContrastiveLoss(options)) with { MarginOption = "negativeMargin", Unit = TermUnit.Pair },
        LossEntry.Of<ThresholdConsistentMarginLossOptions>("threshold-consistent-margin", typeof(ThresholdConsistentMarginLoss), options => new ThresholdConsistentMarginLoss(options)) with { MarginOption = "negativeMargin", Unit = TermUnit.Pair },
        LossEntry.Of<RankedListLossOptions>("ranked-list", typeof(RankedListLoss), options => new RankedListLoss(options)) with { MarginOption = "margin" },
        LossEntry.Of<SoftNearestNeighborLossOptions>("soft-nearest-neighbor", typeof(SoftNearestNeighborLoss), options => new SoftNearestNeighborLoss(options)),
        LossEntry.Of<DecoupledContrastiveLossOptions>("decoupled-contrastive", typeof(DecoupledContrastiveLoss), options => new DecoupledContrastiveLoss(options)) with { Unit = TermUnit.Pair },
        LossEntry.Of<MultiLabelSupConLossOptions>("multi-label-supcon", typeof(MultiLabelSupConLoss), options => new MultiLabelSupConLoss(options)),
        LossEntry.WithWeights<ArcFaceLossOptions>("arcface", typeof(ArcFaceLoss), (dimensions, options) => new ArcFaceLoss(dimensions, options)) with { MarginOption = "margin" },
        LossEntry.WithWeights<ProxyAnchorLossOptions>("proxy-anchor", typeof(ProxyAnchorLoss), (dimensions, options) => new ProxyAnchorLoss(dimensions, options)) with { MarginOption = "margin", Unit = TermUnit.Class },
        LossEntry.WithWeights<CosFaceLossOptions>("cosface", typeof(CosFaceLoss), (dimensions, options) => new CosFaceLoss(dimensions, options)) with { MarginOption = "margin" },
        LossEntry.WithWeights<SphereFaceLossOptions>("sphereface", typeof(SphereFaceLoss), (dimensions, options) => new SphereFaceLoss(dimensions, options)) with { MarginOption = "margin" },
        LossEntry.WithWeights<LargeMarginSoftmaxLossOptions>("large-margin-softmax", typeof(LargeMarginSoftmaxLoss), (dimensions, options) => new LargeMarginSoftmaxLoss(dimensions, options)) with { MarginOption = "margin" },
        LossEntry.WithWeights<NormalizedSoftmaxLossOptions>("normalized-softmax", typeof(NormalizedSoftmaxLoss), (dimensions, options) => new NormalizedSoftmaxLoss(dimensions, options)),
        LossEntry.WithWeights<SubCenterArcFaceLossOptions>("sub-center-arcface", typeof(SubCenterArcFaceLoss), (dimensions, options) => new SubCenterArcFaceLoss(dimensions, options)) with { MarginOption = "margin" },
        LossEntry.WithWeights<DynamicArcFaceLossOptions>("dynamic-arcface", typeof(DynamicArcFaceLoss), (dimensions, options) => new DynamicArcFaceLoss(dimensions, options)),
        LossEntry.WithWeights<P2SGradLossOptions>("p2sgrad", typeof(P2SGradLoss), (dimensions, options) => new P2SGradLoss(dimensions, options)),
        LossEntry.WithWeights<ProxyNCALossOptions>("proxy-nca", typeof(ProxyNCALoss), (dimensions, options) => new ProxyNCALoss(dimensions, options)),
        LossEntry.WithWeights<SoftTripleLossOptions>("soft-triple", typeof(SoftTripleLoss), (dimensions, options) => new SoftTripleLoss(dimensions, options)) with { MarginOption = "margin" },
        LossEntry.WithWeights<ManifoldLossOptions>("manifold", typeof(ManifoldLoss), (dimensions, options) => new ManifoldLoss(dimensions, options)) with { MarginOption = "margin" },
        LossEntry.WithWeights<CenterContrastiveLossOptions>("center-contrastive", typeof(CenterContrastiveLoss), (dimensions, options) => new CenterContrastiveLoss(dimensions, options)) with { MarginOption = "margin" },
        LossEntry.Of<FastAPLossOptions>("fast-ap", typeof(FastAPLoss), options => new FastAPLoss(options)),
        LossEntry.Of<HistogramLossOptions>("histogram", typeof(HistogramLoss), options => new HistogramLoss(options)) with { Unit = TermUnit.Sample },
        LossEntry.Of<PNPLossOptions>("pnp", typeof(PNPLoss), options => new PNPLoss(options)),
        LossEntry.Of<SmoothAPLossOptions>("smooth-ap", typeof(SmoothAPLoss), options => new SmoothAPLoss(options)),
        LossEntry.Of<SurrogatePrecisionLossOptions>("surrogate-precision", typeof(SurrogatePrecisionLoss), options => new SurrogatePrecisionLoss(options)),
        LossEntry.WithWeights<MarginLossOptions>("margin", typeof(MarginLoss), (dimensions, options) => new MarginLoss(dimensions, options)) with { MarginOption = "margin", Unit = TermUnit.Triplet },
        LossEntry.Of<AngularLossOptions>("angular", typeof(AngularLoss), options => new AngularLoss(options)) with { Unit = TermUnit.Pair },
        LossEntry.Of<DynamicSoftMarginLossOptions>("dynamic-soft-margin", typeof(DynamicSoftMarginLoss), options => new DynamicSoftMarginLoss(options)) with { Unit = TermUnit.Triplet },
        LossEntry.Of<QuadrupletLossOptions>("quadruplet", typeof(QuadrupletLoss), options => new QuadrupletLoss(options)) with { MarginOption = "margin", Unit = TermUnit.Triplet },
        LossEntry.Of<BatchHardSoftMarginTripletLossOptions>("batch-hard-soft-margin", typeof(BatchHardSoftMarginTripletLoss), options => new BatchHardSoftMarginTripletLoss(options)) with { MarginOption = "margin", Unit = TermUnit.Triplet },
        LossEntry.Of<SelectivelyContrastiveTripletLossOptions>("selectively-contrastive-triplet", typeof(SelectivelyContrastiveTripletLoss), options => new SelectivelyContrastiveTripletLoss(options)) with { Unit = TermUnit.Triplet },
        LossEntry.Of<VICRegLossOptions>("vicreg", typeof(VICRegLoss), options => new VICRegLoss(options)) with { Unit = TermUnit.Sample },
        LossEntry.Of<BarlowTwinsLossOptions>("barlow-twins", typeof(BarlowTwinsLoss), options => new BarlowTwinsLoss(options)) with { Unit = TermUnit.Sample },
    ];

    /// <summary>The names, in the order to show them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Entries.Select(entry => entry.Name)];

    /// <summary>The entry of a name.</summary>
    /// <exception cref="ArgumentException">The name is not known.</exception>
    public static LossEntry Find(string name) => Entries.FirstOrDefault(candidate => candidate.Name == name)
        ?? throw new ArgumentException($"Expected one of the losses {string.Join(", ", Names)}, found '{name}'.", nameof(name));

    /// <summary>The options of a loss as JSON, with every value.</summary>
    /// <param name="name">A name of this catalogue.</param>
    /// <param name="form">The form whose defaults are meant.</param>
    /// <param name="options">Options that differ from them: <c>margin</c>, or any property of the loss's option record.</param>
    /// <exception cref="ArgumentException">The name or an option is not known.</exception>
    public static JsonObject OptionsOf(string name, LossForm form, JsonObject? options = null)
    {
        LossEntry entry = Find(name);
        return OptionJson.Merge(name, entry.Defaults(form), options, entry.MarginOption);
    }

    /// <summary>Creates a loss.</summary>
    /// <param name="name">A name of this catalogue.</param>
    /// <param name="setting">The form, and what a loss with weights has to know.</param>
    /// <param name="options">Options that differ from the form's, as JSON: <c>margin</c>, or any property of the loss's option record.</param>
    /// <exception cref="ArgumentException">The name or an option is not known, a value does not fit, or a loss with weights was given no dimensions.</exception>
    public static MetricLoss Create(string name, LossSetting setting, JsonObject? options = null)
    {
        ArgumentNullException.ThrowIfNull(setting);
        LossEntry entry = Find(name);
        if (entry.NeedsDimensions && setting.Dimensions is null)
        {
            throw new ArgumentException($"Expected the number of classes and the embedding size for {name}, which learns weights; found neither.", nameof(setting));
        }

        return OptionJson.Read(name, entry.OptionsType, OptionsOf(name, setting.Form, options), read => entry.Factory(setting, read));
    }

    /// <summary>Checks a name and its options without creating anything.</summary>
    /// <exception cref="ArgumentException">The name or an option is not known, or a value does not fit.</exception>
    public static void Check(string name, LossForm form, JsonObject? options = null) =>
        Create(name, new LossSetting(form, new LossDimensions(1, 1)), options).Dispose();
}
