using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace DeepMetric.Datasets.Tests;

/// <summary>Makes small <c>.npy</c> files as NumPy does, and judges any bytes by a second, naive reading.</summary>
internal static partial class NpyBytes
{
    public static byte[] Make(string descr, bool isFortran, string shape, byte[] data, int major = 1)
    {
        string text = $"{{'descr': '{descr}', 'fortran_order': {(isFortran ? "True" : "False")}, 'shape': {shape}, }}";
        int before = major == 1 ? 10 : 12;
        int whole = (before + text.Length + 1 + 63) / 64 * 64;
        text = text.PadRight(whole - before - 1) + "\n";
        byte[] length = major == 1 ? BitConverter.GetBytes((ushort)text.Length) : BitConverter.GetBytes((uint)text.Length);
        return [0x93, .. "NUMPY"u8, (byte)major, 0, .. length, .. Encoding.Latin1.GetBytes(text), .. data];
    }

    /// <summary>The values of a file as NumPy writes them, row after row; null for any other bytes.</summary>
    public static double[]? Naive(byte[] file)
    {
        if (file.Length < 12 || !file.AsSpan(0, 6).SequenceEqual((byte[])[0x93, .. "NUMPY"u8]) || file[6] is not (1 or 2 or 3) || file[7] != 0)
        {
            return null;
        }

        int before = file[6] == 1 ? 10 : 12;
        long length = file[6] == 1 ? BitConverter.ToUInt16(file, 8) : BitConverter.ToUInt32(file, 8);
        if (before + length > file.Length)
        {
            return null;
        }

        Match header = Header().Match(Encoding.Latin1.GetString(file, before, (int)length));
        if (!header.Success || !long.TryParse(header.Groups["rows"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out long rows)
            || !long.TryParse(header.Groups["columns"].Success ? header.Groups["columns"].Value : "1", NumberStyles.None, CultureInfo.InvariantCulture, out long columns))
        {
            return null;
        }

        string kind = header.Groups["kind"].Value;
        int size = kind[1] - '0';
        byte[] data = file[(before + (int)length)..];
        if (columns == 0 || rows > 1000 || columns > 1000 || rows * columns * size != data.Length)
        {
            return null;
        }

        bool isBig = header.Groups["order"].Value == ">";
        double[] listed = [.. Enumerable.Range(0, (int)(rows * columns)).Select(i => One(kind, isBig, data[(i * size)..((i + 1) * size)]))];
        return header.Groups["fortran"].Value == "False"
            ? listed
            : [.. Enumerable.Range(0, listed.Length).Select(i => listed[(int)((i % columns * rows) + (i / columns))])];
    }

    private static double One(string kind, bool isBig, byte[] bytes)
    {
        byte[] low = isBig ? [.. bytes.Reverse()] : bytes;
        byte[] wide = [.. low, .. Enumerable.Repeat((byte)(kind[0] == 'i' && low[^1] > 127 ? 255 : 0), 8 - low.Length)];
        return kind switch
        {
            "f2" => (double)BitConverter.ToHalf(low),
            "f4" => BitConverter.ToSingle(low),
            "f8" => BitConverter.ToDouble(low),
            "b1" => low[0] == 0 ? 0 : 1,
            _ when kind[0] == 'u' => BitConverter.ToUInt64(wide),
            _ => BitConverter.ToInt64(wide),
        };
    }

    [GeneratedRegex(@"^\{'descr': '(?:(?<order>[<>])(?<kind>[fiu][248]|[iu]1|b1)|(?<order>\|)(?<kind>[iu]1|b1))', 'fortran_order': (?<fortran>True|False), 'shape': \((?<rows>[0-9]+),(?: (?<columns>[0-9]+))?\), \} *\n$")]
    private static partial Regex Header();
}
