namespace DeepMetric.Training;

/// <summary>What a learning rate does after its warm-up.</summary>
public enum LearningRateShape
{
    /// <summary>It stays.</summary>
    Constant,

    /// <summary>It falls to 0 along half a cosine.</summary>
    Cosine,

    /// <summary>It falls to 0 in a straight line.</summary>
    Linear,

    /// <summary>It falls to a tenth after half of the steps, and to a tenth of that after three quarters.</summary>
    Steps,
}
