using DeepMetric.Lab.Studies;

namespace DeepMetric.Lab.Reports.Studies;

/// <summary>What the report of a study is drawn from; nothing else enters it.</summary>
/// <param name="Results">The numbers, tests, verdicts, findings and advice.</param>
/// <param name="Runs">The plan, which says what each unit is for.</param>
/// <param name="Environment">Facts of the machines and the software, shown in this order.</param>
public sealed record StudyReportInput(StudyResults Results, IReadOnlyList<PlannedRun> Runs, IReadOnlyList<KeyValuePair<string, string>> Environment);
