using System.IO.Compression;
using System.Reflection;

namespace DeepMetric.Datasets;

/// <summary>1,797 real handwritten digits of 8×8 pixels, embedded in this library.</summary>
/// <remarks>
/// <para>The test part of "Optical Recognition of Handwritten Digits" (E. Alpaydin and C. Kaynak, UCI Machine Learning Repository, 1998),
/// CC BY 4.0. Values are divided by 16, so that they lie in [0, 1].</para>
/// <para>The split is fixed for good: the items of each digit, in the order of the file, are shuffled by xoshiro256** with seed 20251002 and
/// the digit as the stream; the first third of them, rounded to the nearest whole number, are test items. That makes 1,198 training and 599 test items.
/// Both parts keep the order of the file.</para>
/// </remarks>
public static class Digits
{
    private const string Resource = "DeepMetric.Datasets.digits.csv.gz";
    private const int SplitSeed = 20251002;
    private const int Classes = 10;
    private const int Side = 8;
    private const int Pixels = Side * Side;
    private const int Brightest = 16;

    /// <summary>Loads the digits and splits them.</summary>
    /// <returns>The split: items of shape <c>[1, 8, 8]</c>, digits as labels, with parity as the coarse level.</returns>
    /// <exception cref="InvalidDataException">The embedded file is damaged.</exception>
    public static DatasetSplit Load()
    {
        LabeledSet all = ReadAll();
        bool[] isTest = ChooseTestItems(all.Labels);
        int[] items = [.. Enumerable.Range(0, all.Count)];
        return new(
            DatasetCatalog.Digits,
            all.Subset([.. items.Where(i => !isTest[i])]),
            all.Subset([.. items.Where(i => isTest[i])]),
            [.. Enumerable.Range(0, Classes).Select(digit => $"{digit}")],
            "UCI Machine Learning Repository, Optical Recognition of Handwritten Digits (E. Alpaydin, C. Kaynak, 1998), test part; https://doi.org/10.24432/C50P49",
            "CC BY 4.0",
            isImage: true,
            ["A fixed stratified third of the items is the test part; the same writers occur in both parts."]);
    }

    private static LabeledSet ReadAll()
    {
        using Stream packed = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)
            ?? throw new InvalidDataException($"Expected the embedded file {Resource}, found none.");
        using var reader = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
        var values = new List<float>();
        var labels = new List<int>();
        while (reader.ReadLine() is string line)
        {
            string[] cells = line.Split(',');
            if (cells.Length != Pixels + 1)
            {
                throw new InvalidDataException($"{Resource}, line {labels.Count + 1}: expected {Pixels + 1} cells, found {cells.Length}.");
            }

            values.AddRange(cells[..Pixels].Select(cell => (float)Number(cell, Brightest, labels.Count + 1) / Brightest));
            labels.Add(Number(cells[Pixels], Classes - 1, labels.Count + 1));
        }

        int[] digits = [.. labels];
        return new(DatasetCatalog.Digits, [.. values], [1, Side, Side], digits, LabelLevels.ParityAndDigit(digits));
    }

    private static int Number(string cell, int largest, int line) =>
        int.TryParse(cell, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int number) && number <= largest
            ? number
            : throw new InvalidDataException($"{Resource}, line {line}: expected a whole number from 0 to {largest}, found \"{cell}\".");

    private static bool[] ChooseTestItems(int[] labels)
    {
        var isTest = new bool[labels.Length];
        for (int digit = 0; digit < Classes; digit++)
        {
            int[] items = [.. Enumerable.Range(0, labels.Length).Where(i => labels[i] == digit)];
            new SeededRandom(SplitSeed, digit).Shuffle<int>(items);
            int testItems = (int)Math.Round(items.Length / 3.0);
            foreach (int item in items.AsSpan(0, testItems))
            {
                isTest[item] = true;
            }
        }

        return isTest;
    }
}
