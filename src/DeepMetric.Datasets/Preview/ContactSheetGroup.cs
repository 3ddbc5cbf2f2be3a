namespace DeepMetric.Datasets;

/// <summary>Pictures that stand together on a contact sheet, such as those of one class.</summary>
/// <param name="Heading">What stands above them; may be empty.</param>
/// <param name="Tiles">The pictures, in order.</param>
public sealed record ContactSheetGroup(string Heading, IReadOnlyList<ContactSheetTile> Tiles);
