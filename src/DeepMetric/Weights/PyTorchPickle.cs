namespace DeepMetric.Weights;

/// <summary>Recognises PyTorch's own files, which are never opened here: a pickle can run any code of its author's.</summary>
internal static class PyTorchPickle
{
    private const int ZipHeader = 4;
    private static ReadOnlySpan<byte> Zip => "PK\u0003\u0004"u8;

    /// <summary>Refuses a zip archive or a bare pickle, and says what to do with it.</summary>
    /// <exception cref="InvalidDataException">The file is one.</exception>
    public static void Refuse(MappedFile file)
    {
        // A length that happens to look like one is followed by the header's '{'.
        if (file.Length < ZipHeader || (file.Length > SafetensorsHeader.PrefixLength && file.Span(SafetensorsHeader.PrefixLength, 1)[0] == (byte)'{'))
        {
            return;
        }

        ReadOnlySpan<byte> start = file.Span(0, ZipHeader);

        // Protocols 2 to 5, then what such a file goes on with: a number or a frame, a container, a name, a text.
        bool pickle = start[0] == 0x80 && start[1] is >= 2 and <= 5 && start[2] is 0x8A or 0x95 or (byte)'}' or (byte)']' or (byte)'(' or (byte)'c' or (byte)'X';
        if (!pickle && !start.SequenceEqual(Zip))
        {
            return;
        }

        string name = Path.GetFileNameWithoutExtension(file.Path);
        throw Damage.At(
            file.Path,
            0,
            "a safetensors file",
            $"{(pickle ? "a Python pickle" : "a zip archive, as torch.save writes it")}; a pickle can run code when it is read, so it has to be converted where its author is trusted: " +
            $"python -c \"import torch, safetensors.torch as s; d = torch.load('{Path.GetFileName(file.Path)}', map_location='cpu', weights_only=True); " +
            $"s.save_file({{k: v.clone().contiguous() for k, v in d.items()}}, '{name}.safetensors')\" (a TorchScript archive is opened by TorchScriptTrunk instead)");
    }
}
