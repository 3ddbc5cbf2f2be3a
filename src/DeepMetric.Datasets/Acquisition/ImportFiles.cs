namespace DeepMetric.Datasets;

/// <summary>The names that the project itself writes into the folder of a data set.</summary>
internal static class ImportFiles
{
    public const string Record = "import.json";
    public const string Manifest = "manifest.sha256.json";

    public static bool IsOwn(string path) => path is Record or Manifest;
}
