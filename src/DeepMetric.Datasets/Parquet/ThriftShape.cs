namespace DeepMetric.Datasets;

/// <summary>What the fields of a structure in Parquet's metadata are, by their number: the part of the format that files may use here.</summary>
/// <remarks>See parquet.thrift in https://github.com/apache/parquet-format. Encrypted files and places on a globe are left out.</remarks>
internal sealed class ThriftShape
{
    private readonly Dictionary<int, ThriftField> _fields = [];

    /// <summary>The end of a file.</summary>
    public static ThriftShape FileMetaData { get; } = MakeFileMetaData();

    /// <summary>What stands before a page of values.</summary>
    public static ThriftShape PageHeader { get; } = MakePageHeader();

    /// <summary>The field of a number, or null.</summary>
    public ThriftField? Find(int id) => _fields.GetValueOrDefault(id);

    private static ThriftShape Of(string kinds, params (int Id, ThriftField Field)[] others)
    {
        // One letter a field, counted from 1; a dot is a field that is given by itself.
        var shape = new ThriftShape();
        for (int i = 0; i < kinds.Length; i++)
        {
            ThriftKind? kind = kinds[i] switch
            {
                'b' => ThriftKind.Bool,
                '1' => ThriftKind.Byte,
                '2' => ThriftKind.Int16,
                '4' => ThriftKind.Int32,
                '8' => ThriftKind.Int64,
                's' => ThriftKind.Binary,
                _ => null,
            };
            if (kind is ThriftKind known)
            {
                shape._fields.Add(i + 1, new(known));
            }
        }

        foreach ((int id, ThriftField field) in others)
        {
            shape._fields.Add(id, field);
        }

        return shape;
    }

    private static ThriftField Inner(ThriftShape shape) => new(ThriftKind.Struct, shape);

    private static ThriftField ListOf(ThriftKind kind, ThriftShape? shape = null) => new(kind, shape, IsList: true);

    private static ThriftShape MakeStatistics() => Of("ss88ssbb");

    private static ThriftShape MakeFileMetaData()
    {
        ThriftShape none = Of("");
        ThriftShape unit = Of("...", (1, Inner(none)), (2, Inner(none)), (3, Inner(none)));
        ThriftShape time = Of("b.", (2, Inner(unit)));
        ThriftShape logicalType = Of("", [
            .. ((int[])[1, 2, 3, 4, 6, 11, 12, 13, 14, 15]).Select(id => (id, Inner(none))),
            (5, Inner(Of("44"))), (7, Inner(time)), (8, Inner(time)), (10, Inner(Of("1b")))]);
        ThriftShape schemaElement = Of("444s44444.", (10, Inner(logicalType)));
        ThriftShape keyValue = Of("ss");
        ThriftShape sizes = Of("8..", (2, ListOf(ThriftKind.Int64)), (3, ListOf(ThriftKind.Int64)));
        ThriftShape column = Of(
            "4..4888.888..84.",
            (2, ListOf(ThriftKind.Int32)),
            (3, ListOf(ThriftKind.Binary)),
            (8, ListOf(ThriftKind.Struct, keyValue)),
            (12, Inner(MakeStatistics())),
            (13, ListOf(ThriftKind.Struct, Of("444"))),
            (16, Inner(sizes)));
        ThriftShape chunk = Of("s8.8484", (3, Inner(column)));
        ThriftShape rowGroup = Of(".88.882", (1, ListOf(ThriftKind.Struct, chunk)), (4, ListOf(ThriftKind.Struct, Of("4bb"))));
        ThriftShape order = Of(".", (1, Inner(none)));
        return Of(
            "4.8..s.",
            (2, ListOf(ThriftKind.Struct, schemaElement)),
            (4, ListOf(ThriftKind.Struct, rowGroup)),
            (5, ListOf(ThriftKind.Struct, keyValue)),
            (7, ListOf(ThriftKind.Struct, order)));
    }

    private static ThriftShape MakePageHeader()
    {
        ThriftShape statistics = MakeStatistics();
        return Of(
            "4444....",
            (5, Inner(Of("4444.", (5, Inner(statistics))))),
            (6, Inner(Of(""))),
            (7, Inner(Of("44b"))),
            (8, Inner(Of("444444b.", (8, Inner(statistics))))));
    }
}
