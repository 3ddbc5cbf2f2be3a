using System.Globalization;
using DeepMetric.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Training;

/// <summary>The state of a training between two steps: the net's weights, what the loss learns and keeps, Adam's moments and the number of steps, as one safetensors file.</summary>
/// <remarks>Batches are a function of the sampler's seed and the step, so no random state has to be kept beside the step.</remarks>
public sealed class Checkpoint : IDisposable
{
    private const string StepKey = "step";
    private const string LossPrefix = "loss.";
    private readonly Dictionary<string, Tensor> _tensors;

    private Checkpoint(Dictionary<string, Tensor> tensors, int step)
    {
        _tensors = tensors;
        Step = step;
    }

    /// <summary>Steps made.</summary>
    public int Step { get; }

    /// <summary>Reads a checkpoint.</summary>
    /// <exception cref="InvalidDataException">The file is no checkpoint; the message says why.</exception>
    public static Checkpoint Read(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        if (!file.Metadata.TryGetValue(StepKey, out string? text) || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int step))
        {
            throw new InvalidDataException($"{path}: expected a checkpoint with a number of steps, found {(text is null ? "none" : $"'{text}'")}");
        }

        var checkpoint = new Checkpoint([], step);
        try
        {
            foreach (string name in file.Entries.Keys)
            {
                checkpoint._tensors.Add(name, file.Load(name).DetachFromDisposeScope());
            }

            return checkpoint;
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    /// <summary>Writes the checkpoint as safetensors.</summary>
    public void Write(Stream stream) =>
        SafetensorsWriter.Write(stream, _tensors, new Dictionary<string, string> { [StepKey] = Step.ToString(CultureInfo.InvariantCulture) });

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor tensor in _tensors.Values)
        {
            tensor.Dispose();
        }
    }

    internal static Checkpoint Of(nn.Module net, LossTensors loss, Optimizer optimizer, int step)
    {
        using var guard = no_grad();
        Dictionary<string, Tensor> tensors = Live(net, loss, optimizer).ToDictionary(entry => entry.Name, entry => entry.Tensor.detach().clone().DetachFromDisposeScope());
        return new Checkpoint(tensors, step);
    }

    internal void CopyTo(nn.Module net, LossTensors loss, Optimizer optimizer)
    {
        using var guard = no_grad();
        (string Name, Tensor Tensor)[] live = [.. Live(net, loss, optimizer)];
        string[] missing = [.. live.Where(entry => !Fits(entry.Name, entry.Tensor, loss)).Select(entry => entry.Name)];
        if (missing.Length > 0 || live.Length != _tensors.Count)
        {
            throw new InvalidDataException(
                $"Expected a checkpoint of this net and loss ({live.Length} tensors), found one of {_tensors.Count} in which {missing.Length} are missing or of another shape{(missing.Length > 0 ? $", first {missing[0]}" : "")}.");
        }

        foreach ((string name, Tensor tensor) in live)
        {
            if (name.StartsWith(LossPrefix, StringComparison.Ordinal))
            {
                loss.Set(name[LossPrefix.Length..], _tensors[name]);
            }
            else
            {
                tensor.copy_(_tensors[name]);
            }
        }
    }

    private bool Fits(string name, Tensor live, LossTensors loss) =>
        _tensors.TryGetValue(name, out Tensor? saved)
        && (saved.shape.SequenceEqual(live.shape) || (name.StartsWith(LossPrefix, StringComparison.Ordinal) && loss.IsKept(name[LossPrefix.Length..])));

    private static IEnumerable<(string Name, Tensor Tensor)> Live(nn.Module net, LossTensors loss, Optimizer optimizer)
    {
        foreach ((string name, Tensor tensor) in net.state_dict())
        {
            yield return ($"net.{name}", tensor);
        }

        foreach ((string name, Tensor tensor) in loss.All)
        {
            yield return (LossPrefix + name, tensor);
        }

        int index = 0;
        foreach ((Tensor first, Tensor second) in optimizer.Moments)
        {
            yield return (string.Create(CultureInfo.InvariantCulture, $"adam.{index}.first"), first);
            yield return (string.Create(CultureInfo.InvariantCulture, $"adam.{index}.second"), second);
            index++;
        }
    }
}
