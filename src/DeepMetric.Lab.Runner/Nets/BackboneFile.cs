namespace DeepMetric.Lab.Runner;

/// <summary>Tells backbones that are files from those that are names.</summary>
public static class BackboneFile
{
    /// <summary>The embedding size on top of a backbone from a file, unless another is asked for.</summary>
    internal const int DefaultEmbeddingSize = 128;

    /// <summary>Whether a backbone is an ONNX model.</summary>
    /// <param name="backbone">A name or a path.</param>
    public static bool IsOnnx(string backbone) => HasExtension(backbone, ".onnx");

    /// <summary>Whether a backbone is a TorchScript module.</summary>
    /// <param name="backbone">A name or a path.</param>
    public static bool IsTorchScript(string backbone) => HasExtension(backbone, ".pt") || HasExtension(backbone, ".ts");

    /// <summary>Whether a backbone is a file.</summary>
    /// <param name="backbone">A name or a path.</param>
    public static bool IsFile(string backbone) => IsOnnx(backbone) || IsTorchScript(backbone);

    private static bool HasExtension(string backbone, string extension) => Path.GetExtension(backbone).Equals(extension, StringComparison.OrdinalIgnoreCase);
}
