using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Weights;

/// <summary>Which tensor of a file goes where; made before anything is copied.</summary>
internal sealed class WeightPlan
{
    // What wrappers put before every name: DistributedDataParallel, trainers, detectors, torch.compile.
    private static readonly string[] Wrappers = ["module.", "model.", "backbone.", "_orig_mod."];

    private WeightPlan(IReadOnlyList<(string InFile, Tensor Destination)> copies, WeightReport report)
    {
        Copies = copies;
        Report = report;
    }

    /// <summary>What is copied.</summary>
    public IReadOnlyList<(string InFile, Tensor Destination)> Copies { get; }

    /// <summary>The report, as it will be true once all is copied.</summary>
    public WeightReport Report { get; }

    /// <summary>Compares a file with a module.</summary>
    public static WeightPlan Of(nn.Module module, WeightSource source, WeightLoadingOptions options)
    {
        Dictionary<string, Tensor> live = module.state_dict()
            .Where(entry => entry.Key.StartsWith(options.Prefix, StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key[options.Prefix.Length..], entry => entry.Value, StringComparer.Ordinal);
        if (live.Count == 0)
        {
            throw new ArgumentException($"Expected a module with tensors{(options.Prefix.Length > 0 ? $" whose names begin with '{options.Prefix}'" : "")}, found none.", nameof(module));
        }

        string removed = SharedPrefix(source.Entries.Keys, live.Keys);
        WeightNameMap? names = options.Names ?? VitNames.Detect(source.Entries.Keys.Select(name => name[removed.Length..]));
        var takers = new Dictionary<string, string>(StringComparer.Ordinal);
        var unexpected = new List<string>();
        foreach (string inFile in source.Entries.Keys.Order(StringComparer.Ordinal))
        {
            string name = names?.Map(inFile[removed.Length..]) ?? inFile[removed.Length..];
            if (!live.ContainsKey(name))
            {
                unexpected.Add(inFile);
            }
            else if (!takers.TryAdd(name, inFile))
            {
                throw new InvalidDataException($"{source.Path}: expected one tensor for {Damage.Quote(name)}, found two, {Damage.Quote(takers[name])} and {Damage.Quote(inFile)}.");
            }
        }

        return Compare(live, takers, source, options.Prefix, new WeightReport
        {
            Path = source.Path,
            RemovedPrefix = removed,
            NameStyle = names?.Style,
            Matched = [],
            Missing = [],
            Unexpected = unexpected,
            WrongShape = [],
            WrongType = [],
            Converted = 0,
        });
    }

    private static WeightPlan Compare(Dictionary<string, Tensor> live, Dictionary<string, string> takers, WeightSource source, string prefix, WeightReport start)
    {
        var copies = new List<(string InFile, Tensor Destination)>();
        var matched = new List<string>();
        var missing = new List<string>();
        var shapes = new List<ShapeMismatch>();
        var types = new List<TypeMismatch>();
        int converted = 0;
        foreach ((string name, Tensor tensor) in live)
        {
            if (!takers.TryGetValue(name, out string? inFile))
            {
                if (!name.EndsWith("num_batches_tracked", StringComparison.Ordinal))
                {
                    missing.Add(prefix + name);
                }

                continue;
            }

            TensorEntry entry = source.Entries[inFile];
            if (!entry.Shape.SequenceEqual(tensor.shape))
            {
                shapes.Add(new ShapeMismatch(prefix + name, entry.Shape, tensor.shape));
            }
            else if (!SafetensorsTypes.Converts(entry.Type, tensor.dtype))
            {
                types.Add(new TypeMismatch(prefix + name, entry.Type, tensor.dtype));
            }
            else
            {
                copies.Add((inFile, tensor));
                matched.Add(prefix + name);
                converted += entry.Type == tensor.dtype ? 0 : 1;
            }
        }

        return new WeightPlan(copies, start with { Matched = matched, Missing = missing, WrongShape = shapes, WrongType = types, Converted = converted });
    }

    private static string SharedPrefix(IEnumerable<string> inFile, IEnumerable<string> inModule)
    {
        string[] names = [.. inFile];
        string[] own = [.. inModule];
        string prefix = "";
        while (names.Length > 0 && Array.Find(Wrappers, wrapper => names.All(name => name.AsSpan(prefix.Length).StartsWith(wrapper, StringComparison.Ordinal))) is { } found)
        {
            // A module that is built that way itself keeps the prefix.
            if (own.Any(name => name.StartsWith(found, StringComparison.Ordinal)))
            {
                break;
            }

            prefix += found;
        }

        return prefix;
    }
}
