using System.Security.Cryptography;
using DeepMetric.Lab.Specs;
using DeepMetric.Models;
using DeepMetric.Native;

namespace DeepMetric.Lab.Runner;

/// <summary>Turns what was chosen for a net into a complete specification.</summary>
internal static class NetDefaults
{
    /// <summary>The specification of a net for items of a shape.</summary>
    /// <exception cref="ArgumentException">A choice does not fit.</exception>
    /// <exception cref="IOException">A file of weights cannot be read.</exception>
    public static NetSpec Create(NetChoices choices, IReadOnlyList<int> itemShape)
    {
        string backbone = choices.Backbone ?? ModelCatalog.DefaultFor(itemShape);
        bool isFile = BackboneFile.IsFile(backbone);
        var spec = new NetSpec
        {
            Backbone = backbone,
            BackboneSha256 = isFile ? Fingerprint(backbone, "a backbone's file") : null,
            EmbeddingSize = choices.EmbeddingSize ?? (isFile ? BackboneFile.DefaultEmbeddingSize : ModelCatalog.DefaultEmbeddingSize(backbone)),
            Pooling = choices.Pooling,
            HeadHidden = choices.HeadHidden,
            Weights = choices.Weights,
            WeightsSha256 = choices.Weights is null ? null : Fingerprint(choices.Weights, "a file of weights"),
            FreezeTrunk = choices.FreezeTrunk || BackboneFile.IsOnnx(backbone),
            FreezeBatchNorm = choices.FreezeBatchNorm,
        };
        if (BackboneFile.IsTorchScript(backbone))
        {
            Try(spec, itemShape);
        }

        return spec;
    }

    /// <summary>Loads a module, whose file alone says what it takes.</summary>
    private static void Try(NetSpec spec, IReadOnlyList<int> itemShape)
    {
        HostTuning.Apply();
        TorchRuntime.EnsureLoaded();
        try
        {
            NetFactory.CreateWhole(spec, itemShape, 0).Dispose();
        }
        catch (ArgumentException problem) when (itemShape is [int channels, int height, int width])
        {
            string reason = problem.Message.Replace($" (Parameter '{problem.ParamName}')", string.Empty, StringComparison.Ordinal);
            throw new ArgumentException(
                $"{reason} Images are read as {channels} channel{(channels == 1 ? "" : "s")} of {height} x {width}: --image-size and --grey change that.", problem);
        }
    }

    private static string Fingerprint(string path, string what)
    {
        if (!File.Exists(path))
        {
            throw new ArgumentException($"Expected {what}, found none at {path}.");
        }

        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
