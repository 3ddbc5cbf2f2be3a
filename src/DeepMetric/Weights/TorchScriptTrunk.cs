using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DeepMetric.Weights;

/// <summary>A TorchScript archive (<c>torch.jit.save</c>) as a trunk that can be trained: images in, one tensor of features out.</summary>
/// <remarks>
/// <para>Parameters and buffers are the archive's own, under its names (<c>layer1.0.conv1.weight</c>): optimisers, <see cref="SafetensorsWriter"/>,
/// <see cref="WeightLoading"/> and checkpoints see them as those of any module. <c>requires_grad</c> is as it was saved.</para>
/// <para>A scripted module follows <c>train()</c> and <c>eval()</c>; a traced one keeps the mode it was traced in, and a frozen one
/// (<c>torch.jit.freeze</c>) has no parameters left and only serves as a fixed extractor.</para>
/// <para>An archive is a program that libtorch's interpreter runs with the rights of this process, so it should come from someone trusted.
/// It is checked first, and loaded from a copy in the temporary folder.</para>
/// </remarks>
public sealed class TorchScriptTrunk : nn.Module<Tensor, Tensor>
{
    // Not a registered submodule: its tensors are registered here, once, under their full names.
    private readonly jit.ScriptModule _script;
    private bool _disposed;

    /// <summary>Loads an archive.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">It is no TorchScript archive, or one that this libtorch cannot read; the message names the file and the reason.</exception>
    public TorchScriptTrunk(string path)
        : base(nameof(TorchScriptTrunk))
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Path = path;
        _script = Load(path);
        foreach ((string parameterName, Parameter parameter) in _script.named_parameters(recurse: false))
        {
            parameter.DetachFromDisposeScope();
            register_parameter(parameterName, parameter);
        }

        foreach ((string bufferName, Tensor buffer) in _script.named_buffers(recurse: false))
        {
            buffer.DetachFromDisposeScope();
            register_buffer(bufferName, buffer);
        }
    }

    /// <summary>The file it was loaded from.</summary>
    public string Path { get; }

    /// <summary>Whether there is anything to train: a parameter that takes gradients.</summary>
    public bool IsTrainable => parameters().Any(parameter => parameter.requires_grad);

    /// <inheritdoc/>
    public override bool training => _script.training;

    /// <summary>Runs the archive's <c>forward</c>.</summary>
    /// <param name="input">What it takes, e.g. images <c>[n, c, h, w]</c>; borrowed.</param>
    /// <returns>What it gives, e.g. features <c>[n, f]</c>.</returns>
    /// <exception cref="ArgumentException">The archive's program fails on this input; the message has libtorch's reason.</exception>
    /// <exception cref="InvalidDataException">It gives something else than one tensor.</exception>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        object? result;
        try
        {
            result = _script.call(input);
        }
        catch (Exception problem) when (problem is ExternalException or SEHException)
        {
            throw new ArgumentException($"{Path}: expected an input that the archive takes, found one of shape {Damage.Shape(input.shape)}: {Reason(problem)}", nameof(input), problem);
        }
        catch (Exception problem) when (problem is NotImplementedException or ArgumentOutOfRangeException)
        {
            throw new InvalidDataException($"{Path}: expected a module that gives one tensor, found one that gives something else.", problem);
        }

        return result is Tensor tensor
            ? tensor.MoveToOuterDisposeScope()
            : throw new InvalidDataException($"{Path}: expected a module that gives one tensor, found one that gives {result?.GetType().Name ?? "nothing"}.");
    }

    /// <inheritdoc/>
    public override void train(bool train = true) => _script.train(train);

    /// <summary>Writes the whole archive, program and present weights, for this class or for PyTorch.</summary>
    /// <param name="path">The file; written under another name first, then renamed.</param>
    public void Export(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileReplacement.WriteThrough(path, temporary =>
        {
            jit.save(_script, temporary);
            using FileStream written = File.OpenWrite(temporary);
            written.Flush(flushToDisk: true);
        });
    }

    // The archive's tensors are moved in place, so those registered here, and in optimisers, move with them.

    /// <summary>Nothing: a module that this one is put into asks for it, and the archive would then stand beside its own tensors.</summary>
    protected override void RegisterComponents()
    {
    }

    /// <inheritdoc/>
    protected override nn.Module _to(Device device, ScalarType dtype, bool non_blocking)
    {
        _script.to(device, dtype, non_blocking);
        return this;
    }

    /// <inheritdoc/>
    protected override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
    {
        _script.to(deviceType, deviceIndex, non_blocking);
        return this;
    }

    /// <inheritdoc/>
    protected override nn.Module _to(ScalarType dtype, bool non_blocking)
    {
        _script.to(dtype, non_blocking);
        return this;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;

            // libtorch never frees a loaded archive's tensors, so their memory is taken from them here; what stays is the program, about 1 MB for
            // a ResNet-18. Disposing a script also makes copies of its modules, whose tensors the scope takes.
            using var scope = NewDisposeScope();
            using var guard = no_grad();
            foreach (Tensor tensor in state_dict().Values)
            {
                using Tensor nothing = empty(0, tensor.dtype, tensor.device);
                tensor.set_(nothing);
            }

            base.Dispose(disposing);
            _script.Dispose();
        }
    }

    private static jit.ScriptModule Load(string path)
    {
        string copy = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"deepmetric-{Guid.NewGuid():N}.pt");
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (var stream = new FileStream(copy, options))
            {
                TorchScriptArchive.Copy(path, stream);
            }

            return jit.load(copy);
        }
        catch (Exception problem) when (problem is ExternalException or SEHException)
        {
            throw new InvalidDataException($"{path}: expected a TorchScript archive that libtorch can read, found: {FirstLine(problem)}", problem);
        }
        finally
        {
            File.Delete(copy);
        }
    }

    /// <summary>What the operation itself said; around it stand the program's lines that led there.</summary>
    private static string Reason(Exception problem)
    {
        const string Mark = "RuntimeError: ";
        string? line = problem.Message.Split('\n').FirstOrDefault(line => line.StartsWith(Mark, StringComparison.Ordinal));
        return line is null ? FirstLine(problem) : line[Mark.Length..].TrimEnd('\r', ' ', '.') + ".";
    }

    private static string FirstLine(Exception problem) => problem.Message.AsSpan().TrimStart().ToString().Split('\n')[0].TrimEnd('\r', ' ', '.') + ".";
}
