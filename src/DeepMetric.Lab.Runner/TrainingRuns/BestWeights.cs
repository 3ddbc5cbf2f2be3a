using System.Globalization;
using DeepMetric.Lab.Store;
using DeepMetric.Models;
using DeepMetric.Weights;

namespace DeepMetric.Lab.Runner;

/// <summary>The weights of the best epoch so far, in a file that says which epoch they are of.</summary>
internal static class BestWeights
{
    private const string EpochKey = "epoch";

    /// <summary>Writes the net's weights.</summary>
    /// <exception cref="RunStoreException">The file cannot be written.</exception>
    public static void Write(string path, EmbeddingNet net, int epoch) => AtomicFile.Write(
        path, stream => SafetensorsWriter.Write(stream, net.state_dict(), new Dictionary<string, string> { [EpochKey] = epoch.ToString(CultureInfo.InvariantCulture) }));

    /// <summary>Puts the weights into the net.</summary>
    /// <exception cref="InvalidDataException">They are damaged, or of another epoch.</exception>
    public static void Load(string path, EmbeddingNet net, int epoch)
    {
        using (SafetensorsFile file = SafetensorsFile.Open(path))
        {
            string found = file.Metadata.GetValueOrDefault(EpochKey, "none");
            if (found != epoch.ToString(CultureInfo.InvariantCulture))
            {
                throw new InvalidDataException($"{path}: expected the weights of epoch {epoch}, the best one, found those of {found}.");
            }
        }

        WeightLoading.Load(net, path);
    }
}
