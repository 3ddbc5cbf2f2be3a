namespace DeepMetric.Kernels;

/// <summary>The numbers of one step of Adam (Kingma and Ba, ICLR 2015, with β₁ = 0.9, β₂ = 0.999 and ε = 1e-8).</summary>
internal readonly struct AdamRates
{
    private const double First = 0.9;
    private const double Second = 0.999;

    /// <summary>The numbers of a step.</summary>
    /// <param name="step">The step, from 1.</param>
    /// <param name="rate">The learning rate of this step.</param>
    /// <param name="gradientFactor">What gradients are multiplied by, 1 if they are small enough.</param>
    /// <param name="weightFactor">What weights are multiplied by before they move, 1 without decay.</param>
    public AdamRates(int step, double rate, double gradientFactor, double weightFactor)
    {
        GradientFactor = (float)gradientFactor;
        WeightFactor = (float)weightFactor;
        RootFactor = (float)(1 / Math.Sqrt(1 - Math.Pow(Second, step)));
        Rate = (float)(rate / (1 - Math.Pow(First, step)));
    }

    public static float FirstDecay => (float)First;

    public static float FirstShare => (float)(1 - First);

    public static float SecondDecay => (float)Second;

    public static float SecondShare => (float)(1 - Second);

    public static float Epsilon => 1e-8f;

    public float GradientFactor { get; }

    public float WeightFactor { get; }

    /// <summary>1 / √(1 - β₂^step).</summary>
    public float RootFactor { get; }

    /// <summary>The learning rate over 1 - β₁^step.</summary>
    public float Rate { get; }
}
