namespace DeepMetric.Onnx;

/// <summary>How a model's output becomes one row of features per item.</summary>
public enum OutputPooling
{
    /// <summary>Maps of rank 4 are averaged over their places, everything else is flattened. "auto" in JSON.</summary>
    Automatic,

    /// <summary>All values in order. "flatten" in JSON.</summary>
    Flatten,

    /// <summary>The mean over the places of a map (rank 4) or over the tokens (rank 3, <c>[n, tokens, f]</c>). "average" in JSON.</summary>
    Average,

    /// <summary>The first token of rank 3, the class token of a vision transformer. "first-token" in JSON.</summary>
    FirstToken,
}
