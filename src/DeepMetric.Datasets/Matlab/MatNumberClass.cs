namespace DeepMetric.Datasets;

/// <summary>The class that MATLAB gives the numbers of an array.</summary>
public enum MatNumberClass
{
    /// <summary>Floating point of 64 bits.</summary>
    Double = 6,

    /// <summary>Floating point of 32 bits.</summary>
    Single = 7,

    /// <summary>Signed integers of 8 bits.</summary>
    Int8 = 8,

    /// <summary>Unsigned integers of 8 bits.</summary>
    UInt8 = 9,

    /// <summary>Signed integers of 16 bits.</summary>
    Int16 = 10,

    /// <summary>Unsigned integers of 16 bits.</summary>
    UInt16 = 11,

    /// <summary>Signed integers of 32 bits.</summary>
    Int32 = 12,

    /// <summary>Unsigned integers of 32 bits.</summary>
    UInt32 = 13,

    /// <summary>Signed integers of 64 bits.</summary>
    Int64 = 14,

    /// <summary>Unsigned integers of 64 bits.</summary>
    UInt64 = 15,
}
