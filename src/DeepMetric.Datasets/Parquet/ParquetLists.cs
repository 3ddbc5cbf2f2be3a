namespace DeepMetric.Datasets;

/// <summary>A column of lists of numbers.</summary>
/// <param name="values">All numbers; NaN for one that is missing.</param>
/// <param name="starts">Where the list of each row begins, and at last where the last one ends.</param>
internal sealed class ParquetLists(float[] values, int[] starts) : ParquetColumn
{
    public override ReadOnlySpan<char> Text(int row) => "a list";

    public override bool TryNumber(int row, out float value)
    {
        value = 0;
        return false;
    }

    public override ReadOnlySpan<float> List(int row) => values.AsSpan(starts[row], starts[row + 1] - starts[row]);
}
