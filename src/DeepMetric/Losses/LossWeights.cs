using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DeepMetric.Losses;

/// <summary>The tensors that a loss owns: weights that it learns beside the net, and state that it keeps from step to step.</summary>
/// <remarks>Learned weights want an optimiser group of their own; both kinds belong into a checkpoint.</remarks>
public sealed class LossWeights : IDisposable
{
    private readonly OrderedDictionary<string, Parameter> _learned = [];
    private readonly OrderedDictionary<string, Tensor> _kept = [];

    /// <summary>Weights that are learned, by name.</summary>
    public IReadOnlyDictionary<string, Parameter> Learned => _learned;

    /// <summary>State that is kept, by name.</summary>
    public IReadOnlyDictionary<string, Tensor> Kept => _kept;

    /// <summary>Whether there is neither.</summary>
    public bool IsEmpty => _learned.Count == 0 && _kept.Count == 0;

    /// <summary>Sets a weight, learned or kept, to other values of the same shape; type and device become those of the values.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">Its values, borrowed.</param>
    /// <exception cref="ArgumentException">There is no such weight, or its shape is another.</exception>
    public void Set(string name, Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Tensor current = _learned.TryGetValue(name, out Parameter? parameter) ? parameter
            : _kept.TryGetValue(name, out Tensor? kept) ? kept
            : throw new ArgumentException($"Expected one of the weights {string.Join(", ", _learned.Keys.Concat(_kept.Keys))}, found '{name}'.", nameof(name));
        if (!current.shape.SequenceEqual(values.shape))
        {
            throw new ArgumentException($"Expected {name} [{string.Join(", ", current.shape)}], found [{string.Join(", ", values.shape)}].", nameof(values));
        }

        Replace(name, values.detach().clone());
        current.Dispose();
    }

    /// <summary>Moves all of them to a device; what is there already stays.</summary>
    public void To(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        foreach (string name in _learned.Keys.Concat(_kept.Keys).ToArray())
        {
            Tensor current = _learned.TryGetValue(name, out Parameter? parameter) ? parameter : _kept[name];
            if (current.device.ToString() != device.ToString())
            {
                Replace(name, current.detach().to(device));
                current.Dispose();
            }
        }
    }

    /// <summary>Adds a weight that is learned; takes the tensor over.</summary>
    internal void Learn(string name, Tensor values) => _learned.Add(name, Own(new Parameter(values.detach().alias())));

    /// <summary>Adds state that is kept; takes the tensor over.</summary>
    internal void Keep(string name, Tensor values) => _kept.Add(name, Own(values));

    /// <summary>Puts other state, perhaps of another shape, in the place of what is kept; takes the tensor over.</summary>
    internal void Change(string name, Tensor values)
    {
        Tensor before = _kept[name];
        _kept[name] = Own(values);
        before.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor tensor in _learned.Values.Concat(_kept.Values))
        {
            tensor.Dispose();
        }
    }

    private void Replace(string name, Tensor values)
    {
        if (_learned.ContainsKey(name))
        {
            _learned[name] = Own(new Parameter(values));
        }
        else
        {
            _kept[name] = Own(values);
        }
    }

    private static T Own<T>(T tensor)
        where T : Tensor
    {
        tensor.DetachFromDisposeScope();
        return tensor;
    }
}
