using DeepMetric.Lab.Runs;

namespace DeepMetric.Lab.Reports;

/// <summary>The records that a report is drawn from; nothing else enters it.</summary>
/// <param name="Results">The numbers, tests and verdicts.</param>
/// <param name="Steps">The steps of each training run, in order. A run without an entry is left out of the plots.</param>
/// <param name="Epochs">The epochs of each training run, in order, epoch 0 first.</param>
/// <param name="Showcases">Projection, distances and retrievals of a run; the first seed that has one is shown.</param>
/// <param name="Environment">Facts of the machine and the software, shown in this order.</param>
public sealed record ReportInput(
    ComparisonResults Results,
    IReadOnlyDictionary<UnitKey, IReadOnlyList<StepRecord>> Steps,
    IReadOnlyDictionary<UnitKey, IReadOnlyList<EpochRecord>> Epochs,
    IReadOnlyDictionary<UnitKey, Showcase> Showcases,
    IReadOnlyList<KeyValuePair<string, string>> Environment);
