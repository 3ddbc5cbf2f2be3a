using TorchSharp.Modules;

namespace DeepMetric.Models;

/// <summary>Parameters of a net that get one learning rate.</summary>
/// <param name="Name"><see cref="Trunk"/> or <see cref="Head"/>.</param>
/// <param name="Parameters">The parameters that are trained; at least one.</param>
public sealed record ParameterGroup(string Name, IReadOnlyList<Parameter> Parameters)
{
    /// <summary>The group of what pretrained weights are loaded into.</summary>
    public const string Trunk = "trunk";

    /// <summary>The group of what every training begins anew.</summary>
    public const string Head = "head";
}
