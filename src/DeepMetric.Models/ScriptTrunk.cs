using DeepMetric.Weights;
using static TorchSharp.torch;

namespace DeepMetric.Models;

/// <summary>A TorchScript module as a trunk.</summary>
public sealed class ScriptTrunk : Trunk
{
    private readonly TorchScriptTrunk script;

    private ScriptTrunk(TorchScriptTrunk script, int channels, int featureSize, bool hasFeatureMap)
        : base(nameof(ScriptTrunk), channels, featureSize, hasFeatureMap)
    {
        this.script = script;
        RegisterComponents();
    }

    /// <summary>Loads a module and finds out what it gives by one run over zeros.</summary>
    /// <param name="path">The TorchScript file.</param>
    /// <param name="itemShape">The shape of an image, channels first.</param>
    /// <exception cref="ArgumentException">It does not take such images.</exception>
    /// <exception cref="InvalidDataException">The file is no TorchScript module, or gives neither features nor a feature map.</exception>
    public static ScriptTrunk Load(string path, IReadOnlyList<int> itemShape)
    {
        ArgumentNullException.ThrowIfNull(itemShape);
        var script = new TorchScriptTrunk(path);
        try
        {
            using var scope = NewDisposeScope();
            using var guard = no_grad();
            script.eval();
            long[] given = script.call(zeros([2, .. itemShape.Select(size => (long)size)])).shape;
            script.train();
            return given is [2, > 0 and <= int.MaxValue] or [2, > 0 and <= int.MaxValue, > 0, > 0]
                ? new ScriptTrunk(script, itemShape[0], (int)given[1], given.Length == 4)
                : throw new InvalidDataException($"{path}: expected features [n, f] or a feature map [n, f, h, w], found [{string.Join(", ", given)}] for 2 images.");
        }
        catch
        {
            script.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override Tensor FeaturesOf(Tensor images) => script.call(images);
}
