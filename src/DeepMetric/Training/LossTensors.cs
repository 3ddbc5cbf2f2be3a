using DeepMetric.Losses;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DeepMetric.Training;

/// <summary>The weights and the state of a loss, and of the losses that it is made of, by name.</summary>
internal sealed class LossTensors
{
    private readonly (string Prefix, LossWeights Weights)[] _parts;

    public LossTensors(MetricLoss loss) => _parts = [.. PartsOf(loss, string.Empty)];

    /// <summary>The weights that are learned.</summary>
    public IEnumerable<Parameter> Learned => _parts.SelectMany(part => part.Weights.Learned.Values);

    /// <summary>Learned weights and kept state, by name.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> All => _parts.SelectMany(part =>
        part.Weights.Learned.Select(entry => (part.Prefix + entry.Key, (Tensor)entry.Value)).Concat(part.Weights.Kept.Select(entry => (part.Prefix + entry.Key, entry.Value))));

    /// <summary>Moves all of them to a device.</summary>
    public void To(Device device)
    {
        foreach ((string _, LossWeights weights) in _parts)
        {
            weights.To(device);
        }
    }

    /// <summary>Whether a name is one of kept state, whose shape may change from step to step.</summary>
    public bool IsKept(string name) => _parts.Any(part => NameIn(part, name) is { } own && part.Weights.Kept.ContainsKey(own));

    /// <summary>Sets one of them: learned weights in their place, so that an optimiser keeps them; kept state anew.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">Its values, borrowed.</param>
    public void Set(string name, Tensor values)
    {
        foreach ((string Prefix, LossWeights Weights) part in _parts)
        {
            if (NameIn(part, name) is not { } own)
            {
                continue;
            }

            if (part.Weights.Learned.TryGetValue(own, out Parameter? learned))
            {
                learned.copy_(values);
                return;
            }

            if (part.Weights.Kept.TryGetValue(own, out Tensor? kept))
            {
                part.Weights.Change(own, values.detach().clone().to(kept.device));
                return;
            }
        }
    }

    private static string? NameIn((string Prefix, LossWeights Weights) part, string name) =>
        name.StartsWith(part.Prefix, StringComparison.Ordinal) ? name[part.Prefix.Length..] : null;

    private static IEnumerable<(string Prefix, LossWeights Weights)> PartsOf(MetricLoss loss, string prefix) =>
        loss.Inner.SelectMany(inner => PartsOf(inner.Value, $"{prefix}{inner.Key}.")).Prepend((prefix, loss.Weights));
}
