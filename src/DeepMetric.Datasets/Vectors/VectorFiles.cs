namespace DeepMetric.Datasets;

/// <summary>Makes a data set of a file of vectors.</summary>
internal static class VectorFiles
{
    /// <summary>Whether a file has vectors rather than a list of images: a <c>.npy</c> file, or a table without paths or with embeddings.</summary>
    public static bool AreIn(string path)
    {
        if (Path.GetExtension(path).Equals(".npy", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        using TableSource table = TableSource.Open(path);
        return table.Find("path") < 0 || table.Find("e0") >= 0 || table.Find("embedding") >= 0;
    }

    /// <summary>Reads the vectors; they come in no parts, so that one is made: closed-set unless the request says otherwise.</summary>
    public static DatasetSplit Load(string path, DatasetRequest request)
    {
        VectorSet vectors = VectorTable.Read(path, request.LabelFile);
        LabeledSet items = vectors.ItemNames is { } names ? vectors.Items.WithItemNames(names) : vectors.Items;
        return PlannedSplit.Of(items, vectors.ClassNames, request.Split ?? new());
    }
}
