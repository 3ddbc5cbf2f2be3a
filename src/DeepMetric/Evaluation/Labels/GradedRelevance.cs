namespace DeepMetric.Evaluation.Labels;

/// <summary>How relevant each item of a reference is to each query: a grade of 0 or more, 0 for not at all.</summary>
public sealed class GradedRelevance
{
    private readonly Func<int, int, double> _grade;

    /// <summary>Takes grades from a function.</summary>
    /// <param name="grade">The grade of the item (second) for the query (first), rows from 0; called from several threads.</param>
    /// <param name="form">What a grade is worth.</param>
    public GradedRelevance(Func<int, int, double> grade, GainForm form = GainForm.Exponential)
    {
        ArgumentNullException.ThrowIfNull(grade);
        if (!Enum.IsDefined(form))
        {
            throw new ArgumentOutOfRangeException(nameof(form), form, "Expected a form of gains.");
        }

        _grade = grade;
        Form = form;
    }

    /// <summary>What a grade is worth.</summary>
    public GainForm Form { get; }

    /// <summary>How many queries and items there are grades for; null where that isn't known.</summary>
    internal (int Queries, int Items)? Shape { get; private init; }

    /// <summary>Takes grades from a matrix.</summary>
    /// <param name="grades">The grade of each item for each query, <c>[n, m]</c>; borrowed.</param>
    /// <param name="form">What a grade is worth.</param>
    public static GradedRelevance OfMatrix(double[,] grades, GainForm form = GainForm.Exponential)
    {
        ArgumentNullException.ThrowIfNull(grades);
        return new((query, item) => grades[query, item], form) { Shape = (grades.GetLength(0), grades.GetLength(1)) };
    }

    /// <summary>Takes grades from the classes of query and item.</summary>
    /// <param name="grades">The grade of class b for a query of class a, <c>[C, C]</c>; borrowed.</param>
    /// <param name="queryLabels">The class of each query, <c>[n]</c>, from 0; −1 for an unknown class, which has grade 0 throughout.</param>
    /// <param name="referenceLabels">The class of each item, <c>[m]</c>, likewise.</param>
    /// <param name="form">What a grade is worth.</param>
    /// <exception cref="ArgumentException">A label has no row or column of grades.</exception>
    public static GradedRelevance OfClasses(double[,] grades, int[] queryLabels, int[] referenceLabels, GainForm form = GainForm.Exponential)
    {
        ArgumentNullException.ThrowIfNull(grades);
        RequireClasses(queryLabels, grades.GetLength(0), nameof(queryLabels));
        RequireClasses(referenceLabels, grades.GetLength(1), nameof(referenceLabels));
        return new((query, item) => queryLabels[query] < 0 || referenceLabels[item] < 0 ? 0 : grades[queryLabels[query], referenceLabels[item]], form) { Shape = (queryLabels.Length, referenceLabels.Length) };
    }

    /// <summary>Grades by the number of levels that query and item share.</summary>
    /// <param name="queries">The labels of the queries.</param>
    /// <param name="reference">The labels of the items.</param>
    /// <param name="form">What a grade is worth.</param>
    public static GradedRelevance OfLevels(HierarchicalLabels queries, HierarchicalLabels reference, GainForm form = GainForm.Exponential)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(reference);
        return new((query, item) => queries.Shared(query, reference, item), form) { Shape = (queries.Count, reference.Count) };
    }

    /// <summary>Grades by the Jaccard index of the classes of query and item.</summary>
    /// <param name="queries">The classes of the queries.</param>
    /// <param name="reference">The classes of the items.</param>
    /// <param name="form">What a grade is worth.</param>
    public static GradedRelevance OfSets(LabelSets queries, LabelSets reference, GainForm form = GainForm.Linear)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(reference);
        return new((query, item) => queries.Jaccard(query, reference, item), form) { Shape = (queries.Count, reference.Count) };
    }

    /// <summary>The grade of an item for a query.</summary>
    /// <param name="query">The query, from 0.</param>
    /// <param name="item">The item, from 0.</param>
    /// <exception cref="ArgumentException">The function or matrix gave a negative grade, or one that isn't finite.</exception>
    public double Grade(int query, int item)
    {
        double grade = _grade(query, item);
        return grade >= 0 && double.IsFinite(grade)
            ? grade
            : throw new ArgumentException(FormattableString.Invariant($"Expected finite grades of 0 or more; found {grade} for query {query} and item {item}."), nameof(query));
    }

    /// <summary>What an item is worth to a query.</summary>
    /// <param name="query">The query, from 0.</param>
    /// <param name="item">The item, from 0.</param>
    /// <exception cref="ArgumentException">The grade is refused, or so high that 2^grade isn't finite.</exception>
    public double Gain(int query, int item)
    {
        double grade = Grade(query, item);
        double gain = Form == GainForm.Linear ? grade : Math.Pow(2, grade) - 1;
        return double.IsFinite(gain)
            ? gain
            : throw new ArgumentException(FormattableString.Invariant($"Expected grades below 1024 for exponential gains; found {grade} for query {query} and item {item}."), nameof(query));
    }

    private static void RequireClasses(int[] labels, int count, string name)
    {
        ArgumentNullException.ThrowIfNull(labels, name);
        foreach (int label in labels)
        {
            if (label < -1 || label >= count)
            {
                throw new ArgumentException($"Expected labels from 0 to {count - 1}, as there are grades, or -1; found {label}.", name);
            }
        }
    }
}
