using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DeepMetric.Onnx;

/// <summary>An ONNX vision model as a frozen extractor of features, on the CPU through ONNX Runtime.</summary>
/// <remarks>
/// Opening runs the model once on a grey image, so a model that does not go with its description is refused at once. A fixed batch
/// dimension is served in batches of that size, the last one filled up. Several threads may call <see cref="Extract"/> at once.
/// </remarks>
public sealed class OnnxExtractor : IDisposable
{
    private const string AnyBatch = "n";

    private readonly InferenceSession _session;
    private readonly RunOptions _run = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
    private readonly InputPacking _packing;
    private readonly string _input;
    private readonly string _output;
    private readonly int? _fixedBatch;
    private readonly bool _halfInput;

    /// <summary>Opens a model and its description.</summary>
    /// <param name="modelPath">The <c>.onnx</c> file.</param>
    /// <param name="preprocessing">What it expects.</param>
    /// <param name="options">Threads.</param>
    /// <exception cref="ArgumentException">The description contradicts itself, or the number of threads is below 0.</exception>
    /// <exception cref="InvalidDataException">The file is no model that runs, or not one of this description; the message names the file, what was expected and what was found.</exception>
    public OnnxExtractor(string modelPath, OnnxPreprocessing preprocessing, OnnxExtractorOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelPath);
        ArgumentNullException.ThrowIfNull(preprocessing);
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfNegative(options.Threads, nameof(options));
        if (preprocessing.Misfit() is { } misfit)
        {
            throw new ArgumentException($"Expected {misfit.Expected} for {misfit.Field}, found {misfit.Found}.", nameof(preprocessing));
        }

        ModelPath = modelPath;
        Preprocessing = preprocessing;
        _packing = new InputPacking(preprocessing);
        _session = Open(modelPath, options.Threads);
        try
        {
            (_input, _fixedBatch, _halfInput) = CheckInput();
            _output = CheckOutput();
            FeatureSize = Probe();
            Fingerprint = FingerprintOf(modelPath, preprocessing);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The model's file.</summary>
    public string ModelPath { get; }

    /// <summary>What the model expects.</summary>
    public OnnxPreprocessing Preprocessing { get; }

    /// <summary>Values per item, f.</summary>
    public int FeatureSize { get; }

    /// <summary>The number of items the model takes at once where it is fixed, else null.</summary>
    public int? FixedBatch => _fixedBatch;

    /// <summary>SHA-256 over the model's file and its description, for the key of a cache; 64 hexadecimal digits. Weights in files beside the model are not part of it.</summary>
    public string Fingerprint { get; }

    /// <summary>Opens a model with the JSON description beside it.</summary>
    /// <param name="modelPath">The <c>.onnx</c> file.</param>
    /// <param name="descriptionPath">The JSON; null for the model's name with <c>.json</c>.</param>
    /// <param name="options">Threads.</param>
    /// <exception cref="InvalidDataException">A file is damaged, or they do not go together.</exception>
    public static OnnxExtractor Open(string modelPath, string? descriptionPath = null, OnnxExtractorOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelPath);
        return new OnnxExtractor(modelPath, OnnxPreprocessing.Read(descriptionPath ?? Path.ChangeExtension(modelPath, ".json")), options);
    }

    /// <summary>Features of a batch.</summary>
    /// <param name="batch">Images <c>[n, c, h, w]</c>, values in [0, 1], red first; the description's normalisation, layout and order are applied here.</param>
    /// <param name="count">The number of items, n.</param>
    /// <returns>Features, <c>[n, f]</c>.</returns>
    /// <exception cref="ArgumentException">The batch has another number of values.</exception>
    public float[] Extract(ReadOnlySpan<float> batch, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (batch.Length != (long)count * _packing.ItemLength)
        {
            throw new ArgumentException(
                $"Expected {count} images of shape [{Preprocessing.ChannelCount}, {Preprocessing.Height}, {Preprocessing.Width}], {(long)count * _packing.ItemLength} values, found {batch.Length}.",
                nameof(batch));
        }

        float[] features = new float[checked(count * FeatureSize)];
        int step = _fixedBatch ?? Math.Max(1, count);
        for (int start = 0; start < count; start += step)
        {
            int taken = Math.Min(step, count - start);
            float[] packed = new float[step * _packing.ItemLength];
            _packing.Pack(batch.Slice(start * _packing.ItemLength, taken * _packing.ItemLength), packed);
            Run(packed, step, features.AsMemory(start * FeatureSize, taken * FeatureSize));
        }

        return features;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        _run.Dispose();
    }

    private static InferenceSession Open(string path, int threads)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"Expected an ONNX model at {path}, found no file.", path);
        }

        QuietRuntime.Ensure();
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        };

        // Threads that wait must not hold a core that decoding or training needs.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        try
        {
            return new InferenceSession(path, options);
        }
        catch (OnnxRuntimeException problem)
        {
            throw new InvalidDataException($"{path}: expected an ONNX model that ONNX Runtime can run, found: {FirstLine(problem)}", problem);
        }
    }

    private static string FingerprintOf(string path, OnnxPreprocessing preprocessing)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using (FileStream model = File.OpenRead(path))
        {
            hash.AppendData(SHA256.HashData(model));
        }

        hash.AppendData(Encoding.UTF8.GetBytes(preprocessing.ToJson()));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private (string Name, int? FixedBatch, bool Half) CheckInput()
    {
        IReadOnlyDictionary<string, NodeMetadata> inputs = _session.InputMetadata;
        string name = Preprocessing.Input ?? (inputs.Count == 1 ? inputs.Keys.First() : throw Unlike("a description that names one of several inputs", Names(inputs)));
        NodeMetadata input = inputs.TryGetValue(name, out NodeMetadata? found) ? found : throw Unlike($"an input '{name}'", Names(inputs));
        if (!input.IsTensor || input.ElementDataType is not (TensorElementType.Float or TensorElementType.Float16))
        {
            throw Unlike($"an input '{name}' of float32 or float16", input.IsTensor ? input.ElementDataType.ToString() : input.OnnxValueType.ToString());
        }

        long[] wanted = Shape(0);
        int[] shape = input.Dimensions;
        if (shape.Length != 4 || Enumerable.Range(1, 3).Any(i => shape[i] > 0 && shape[i] != wanted[i]))
        {
            throw Unlike($"an input '{name}' of shape {Text([.. wanted])} as described", Text([.. shape.Select(size => (long)size)]));
        }

        return (name, shape[0] > 0 ? shape[0] : null, input.ElementDataType == TensorElementType.Float16);
    }

    private string CheckOutput()
    {
        IReadOnlyList<string> outputs = _session.OutputNames;
        string name = Preprocessing.Output ?? outputs[0];
        if (!outputs.Contains(name, StringComparer.Ordinal))
        {
            throw Unlike($"an output '{name}'", string.Join(", ", outputs));
        }

        NodeMetadata output = _session.OutputMetadata[name];
        return output.IsTensor && output.ElementDataType is TensorElementType.Float or TensorElementType.Float16
            ? name
            : throw Unlike($"an output '{name}' of float32 or float16", output.IsTensor ? output.ElementDataType.ToString() : output.OnnxValueType.ToString());
    }

    private int Probe()
    {
        int count = _fixedBatch ?? 1;
        float[] grey = new float[checked(count * _packing.ItemLength)];
        Array.Fill(grey, 0.5f);
        float[] packed = new float[grey.Length];
        _packing.Pack(grey, packed);
        (float[] _, long[] shape) = RunRaw(packed, count);
        return OutputRows.SizeOf(shape, Preprocessing.Pooling, Preprocessing.Layout)
            ?? throw Unlike($"an output '{_output}' that can be pooled as described ({Preprocessing.Pooling})", $"one of shape {Text(shape)}");
    }

    private void Run(float[] packed, int count, Memory<float> rows)
    {
        (float[] values, long[] shape) = RunRaw(packed, count);
        if (OutputRows.SizeOf(shape, Preprocessing.Pooling, Preprocessing.Layout) != FeatureSize)
        {
            throw Unlike($"{FeatureSize} features per item, as for the first image", $"an output of shape {Text(shape)}");
        }

        OutputRows.Fill(values, shape, Preprocessing.Pooling, Preprocessing.Layout, rows.Span);
    }

    private (float[] Values, long[] Shape) RunRaw(float[] packed, int count)
    {
        try
        {
            using OrtValue input = _halfInput
                ? OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(packed, value => (Float16)value), Shape(count))
                : OrtValue.CreateTensorValueFromMemory(packed, Shape(count));
            using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(_run, [_input], [input], [_output]);
            OrtTensorTypeAndShapeInfo info = outputs[0].GetTensorTypeAndShape();
            if (info.Shape.Length == 0 || info.Shape[0] != count)
            {
                throw Unlike($"an output '{_output}' with one row for each of {count} items", $"one of shape {Text(info.Shape)}");
            }

            float[] values = info.ElementDataType == TensorElementType.Float16
                ? Array.ConvertAll(outputs[0].GetTensorDataAsSpan<Float16>().ToArray(), value => (float)value)
                : outputs[0].GetTensorDataAsSpan<float>().ToArray();
            return (values, info.Shape);
        }
        catch (OnnxRuntimeException problem)
        {
            throw new InvalidDataException($"{ModelPath}: expected a model that runs on images of shape {Text(Shape(count))}, found: {FirstLine(problem)}", problem);
        }
    }

    private long[] Shape(int count) => Preprocessing.Layout == TensorLayout.ChannelsFirst
        ? [count, Preprocessing.ChannelCount, Preprocessing.Height, Preprocessing.Width]
        : [count, Preprocessing.Height, Preprocessing.Width, Preprocessing.ChannelCount];

    private static string Names(IReadOnlyDictionary<string, NodeMetadata> inputs) => inputs.Count == 0 ? "no input" : string.Join(", ", inputs.Keys);

    private static string Text(ReadOnlySpan<long> shape)
    {
        var text = new StringBuilder("[");
        for (int i = 0; i < shape.Length; i++)
        {
            text.Append(i > 0 ? ", " : "").Append(shape[i] < 1 ? AnyBatch : shape[i].ToString(CultureInfo.InvariantCulture));
        }

        return text.Append(']').ToString();
    }

    private static string FirstLine(OnnxRuntimeException problem) => problem.Message.Split('\n')[0].TrimEnd('\r', ' ', '.') + ".";

    private InvalidDataException Unlike(string expected, string found) => new($"{ModelPath}: expected {expected}, found {found}.");
}
