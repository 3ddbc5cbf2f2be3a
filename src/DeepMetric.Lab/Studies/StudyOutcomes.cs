namespace DeepMetric.Lab.Studies;

/// <summary>The outcomes of a study's units, each read once.</summary>
/// <param name="layout">Where they lie.</param>
public sealed class StudyOutcomes(StudyLayout layout)
{
    private readonly Dictionary<string, UnitOutcome> _known = [];

    /// <summary>What a unit came to; null where it is not finished.</summary>
    /// <param name="id">Its id.</param>
    public UnitOutcome? Of(string id)
    {
        if (!_known.TryGetValue(id, out UnitOutcome? outcome) && layout.ReadOutcome(id) is { } read)
        {
            outcome = read;
            _known.Add(id, read);
        }

        return outcome;
    }
}
