namespace DeepMetric.Datasets;

/// <summary>How the items of a data set were divided into parts.</summary>
public enum SplitKind
{
    /// <summary>As the makers of the data set divide it (<c>official</c>).</summary>
    Official,

    /// <summary>Every class in every part (<c>closed-set</c>).</summary>
    ClosedSet,

    /// <summary>Every class in one part only (<c>class-disjoint</c>).</summary>
    ClassDisjoint,

    /// <summary>As a table of items and parts says (<c>file</c>).</summary>
    File,
}
