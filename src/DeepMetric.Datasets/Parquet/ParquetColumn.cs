using System.Globalization;

namespace DeepMetric.Datasets;

/// <summary>The values of one column in the current row group.</summary>
internal abstract class ParquetColumn
{
    /// <summary>The cell of a row as text; empty where there is no value.</summary>
    public abstract ReadOnlySpan<char> Text(int row);

    /// <summary>The cell of a row as a number; false where it is none.</summary>
    public abstract bool TryNumber(int row, out float value);

    /// <summary>The numbers of a row.</summary>
    public virtual ReadOnlySpan<float> List(int row) => [];
}

/// <summary>A column of values, one for each row.</summary>
/// <param name="values">The values that are there, in the order of the rows.</param>
/// <param name="places">For each row the place of its value, or −1.</param>
internal sealed class ParquetColumn<T>(T[] values, int[] places) : ParquetColumn
    where T : struct
{
    public override ReadOnlySpan<char> Text(int row)
    {
        int place = places[row];
        if (place < 0)
        {
            return [];
        }

        return values[place] switch
        {
            ReadOnlyMemory<char> text => text.Span.Trim(),
            bool truth => truth ? "true" : "false",
            T other => string.Create(CultureInfo.InvariantCulture, $"{other}"),
        };
    }

    public override bool TryNumber(int row, out float value)
    {
        value = 0;
        if (places[row] < 0)
        {
            return false;
        }

        if (values[places[row]] is ReadOnlyMemory<char> text)
        {
            return float.TryParse(text.Span, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite(value);
        }

        value = Convert.ToSingle(values[places[row]], CultureInfo.InvariantCulture);
        return float.IsFinite(value);
    }
}
