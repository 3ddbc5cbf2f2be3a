namespace DeepMetric.Evaluation.Labels;

/// <summary>What an item of a grade is worth.</summary>
public enum GainForm
{
    /// <summary>2^grade − 1: a high grade is worth much more (Burges et al., ICML 2005).</summary>
    Exponential,

    /// <summary>The grade itself (Järvelin and Kekäläinen, ACM TOIS 2002).</summary>
    Linear,
}
