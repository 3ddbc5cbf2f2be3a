using System.Security.Cryptography;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Store;
using DeepMetric.Models;
using DeepMetric.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Lab.Runner;

/// <summary>A folder that holds a trained model and all it needs: <c>model.json</c>, <c>model.safetensors</c>, and the backbone's file where it is one.</summary>
public static class ModelFolder
{
    /// <summary>The file with the model's card.</summary>
    public const string CardName = "model.json";

    /// <summary>The file with the weights.</summary>
    public const string WeightsName = "model.safetensors";

    private const string BackboneStem = "backbone";

    /// <summary>Writes a trained net.</summary>
    /// <param name="folder">The folder, which is made where it is missing.</param>
    /// <param name="card">The card; its fingerprint of weights and its backbone's file name are filled in here.</param>
    /// <param name="net">The net: the whole one, or the head alone of a frozen trunk.</param>
    /// <param name="imageShape">The shape of an item that the whole net takes, channels first.</param>
    /// <returns>The card as it was written.</returns>
    /// <exception cref="RunStoreException">A file cannot be written.</exception>
    public static ModelCard Save(string folder, ModelCard card, EmbeddingNet net, IReadOnlyList<int> imageShape)
    {
        ArgumentNullException.ThrowIfNull(card);
        ArgumentNullException.ThrowIfNull(net);
        Directory.CreateDirectory(folder);
        string weights = Path.Combine(folder, WeightsName);
        using EmbeddingNet? whole = net is HeadNet && !BackboneFile.IsOnnx(card.Net.Backbone) ? WithTrunk(card.Net, net, imageShape) : null;
        WriteState(weights, whole ?? net);
        ModelCard written = card with
        {
            Net = card.Net with { Backbone = CopyBackbone(folder, card.Net.Backbone) },
            WeightsSha256 = Fingerprint(weights),
        };
        JsonFile.Write(Path.Combine(folder, CardName), written);
        return written;
    }

    /// <summary>Reads a card.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="RunStoreException">There is none, or it cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or does not belong to the weights beside it.</exception>
    public static ModelCard ReadCard(string folder)
    {
        ModelCard card = JsonFile.Read<ModelCard>(Path.Combine(folder, CardName));
        string weights = Path.Combine(folder, WeightsName);
        string found = File.Exists(weights) ? Fingerprint(weights) : "none";
        return found == card.WeightsSha256 ? card : throw new InvalidDataException($"{weights}: expected the weights of SHA-256 {card.WeightsSha256} that {CardName} names, found {found}.");
    }

    /// <summary>The backbone of a card as a path or a name that can be opened.</summary>
    internal static string BackboneIn(string folder, string backbone) => BackboneFile.IsFile(backbone) ? Path.Combine(folder, backbone) : backbone;

    private static EmbeddingNet WithTrunk(NetSpec spec, EmbeddingNet head, IReadOnlyList<int> imageShape)
    {
        EmbeddingNet whole = NetFactory.CreateWhole(spec, imageShape, 0);
        using var guard = no_grad();
        Dictionary<string, Tensor> trained = head.state_dict();
        foreach ((string name, Tensor tensor) in whole.state_dict().Where(entry => trained.ContainsKey(entry.Key)))
        {
            tensor.copy_(trained[name]);
        }

        return whole;
    }

    private static void WriteState(string path, nn.Module net) => AtomicFile.Write(path, stream => SafetensorsWriter.Write(stream, net.state_dict()));

    /// <summary>Puts the backbone's file, and an ONNX model's description, into the folder, so that it can be moved as a whole.</summary>
    private static string CopyBackbone(string folder, string backbone)
    {
        if (!BackboneFile.IsFile(backbone))
        {
            return backbone;
        }

        string name = BackboneStem + Path.GetExtension(backbone).ToLowerInvariant();
        Copy(backbone, Path.Combine(folder, name));
        if (BackboneFile.IsOnnx(backbone))
        {
            Copy(Path.ChangeExtension(backbone, ".json"), Path.Combine(folder, BackboneStem + ".json"));
        }

        return name;
    }

    private static void Copy(string from, string to)
    {
        if (Path.GetFullPath(from) != Path.GetFullPath(to))
        {
            AtomicFile.Write(to, stream =>
            {
                using FileStream source = File.OpenRead(from);
                source.CopyTo(stream);
            });
        }
    }

    private static string Fingerprint(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
