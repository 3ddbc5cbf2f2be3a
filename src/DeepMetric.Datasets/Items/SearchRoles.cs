namespace DeepMetric.Datasets;

/// <summary>Who searches and who can be found, where a data set says so.</summary>
public sealed record SearchRoles
{
    /// <summary>Joins the roles.</summary>
    /// <param name="isQuery">For each item whether it searches, <c>[n]</c>.</param>
    /// <param name="isGallery">For each item whether it can be found, <c>[n]</c>.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public SearchRoles(bool[] isQuery, bool[] isGallery)
    {
        ArgumentNullException.ThrowIfNull(isQuery);
        ArgumentNullException.ThrowIfNull(isGallery);
        if (isQuery.Length != isGallery.Length)
        {
            throw new ArgumentException($"Expected roles of {isQuery.Length} items, found {isGallery.Length}.", nameof(isGallery));
        }

        IsQuery = isQuery;
        IsGallery = isGallery;
    }

    /// <summary>For each item whether it searches, <c>[n]</c>.</summary>
    public bool[] IsQuery { get; }

    /// <summary>For each item whether it can be found, <c>[n]</c>.</summary>
    public bool[] IsGallery { get; }

    /// <summary>Every item searches and can be found.</summary>
    internal static SearchRoles Everything(int count) => new([.. Enumerable.Repeat(true, count)], [.. Enumerable.Repeat(true, count)]);

    /// <summary>The roles of the items at the given places.</summary>
    internal SearchRoles At(int[] places) => new(Array.ConvertAll(places, place => IsQuery[place]), Array.ConvertAll(places, place => IsGallery[place]));

    /// <summary>These roles and then those of other items.</summary>
    internal SearchRoles Followed(SearchRoles other) => new([.. IsQuery, .. other.IsQuery], [.. IsGallery, .. other.IsGallery]);
}
