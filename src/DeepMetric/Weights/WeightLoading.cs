using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Weights;

/// <summary>Puts weights from files into modules.</summary>
/// <remarks>
/// Names are compared without a prefix that all names of the file share (<c>module.</c>, <c>model.</c>, <c>backbone.</c>, <c>_orig_mod.</c>) and, for
/// vision transformers, in torchvision's habit whatever the file's is. Values are copied into the module's own tensors, which optimisers keep hold of;
/// floats of any width go into floats of any width. Nothing is copied when the file does not fit as asked.
/// </remarks>
public static class WeightLoading
{
    /// <summary>Loads a safetensors file or an index of several.</summary>
    /// <param name="module">The module, borrowed.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">How well it has to fit; strictly by default.</param>
    /// <returns>What matched, what did not and why.</returns>
    /// <exception cref="InvalidDataException">The file is damaged, or does not fit as asked; the message has the first few of each kind of misfit.</exception>
    public static WeightReport Load(nn.Module module, string path, WeightLoadingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        using WeightSource source = WeightSource.Open(path);
        return Load(module, source, options);
    }

    /// <summary>Loads from an opened file.</summary>
    /// <param name="module">The module, borrowed.</param>
    /// <param name="source">The file, borrowed.</param>
    /// <param name="options">How well it has to fit; strictly by default.</param>
    /// <returns>What matched, what did not and why.</returns>
    /// <exception cref="InvalidDataException">The file's data are damaged, or it does not fit as asked.</exception>
    public static WeightReport Load(nn.Module module, WeightSource source, WeightLoadingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(source);
        options ??= new();
        WeightPlan plan = WeightPlan.Of(module, source, options);
        if (options.Matching == WeightMatching.Strict && !plan.Report.IsExact)
        {
            throw new InvalidDataException(plan.Report.Refusal("the module's tensors and no others"));
        }

        if (options.Matching == WeightMatching.Complete && !plan.Report.IsComplete)
        {
            throw new InvalidDataException(plan.Report.Refusal("all of the module's tensors"));
        }

        foreach ((string inFile, Tensor destination) in plan.Copies)
        {
            source.CopyTo(inFile, destination);
        }

        return plan.Report;
    }
}
