namespace DeepMetric.Datasets;

/// <summary>The kinds of values in Thrift's compact protocol, by the number they have there.</summary>
internal enum ThriftKind
{
    /// <summary>A truth value; its other number, 2, says false.</summary>
    Bool = 1,

    /// <summary>One byte.</summary>
    Byte = 3,

    /// <summary>16 bits.</summary>
    Int16 = 4,

    /// <summary>32 bits.</summary>
    Int32 = 5,

    /// <summary>64 bits.</summary>
    Int64 = 6,

    /// <summary>A floating-point number.</summary>
    Double = 7,

    /// <summary>Bytes or a text.</summary>
    Binary = 8,

    /// <summary>Values of one kind.</summary>
    List = 9,

    /// <summary>Numbered fields.</summary>
    Struct = 12,
}
