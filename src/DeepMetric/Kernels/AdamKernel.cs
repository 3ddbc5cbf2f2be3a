using System.Runtime.Intrinsics;

namespace DeepMetric.Kernels;

/// <summary>One step of Adam over a parameter's memory: decay, both moments and the weight in one pass.</summary>
internal static unsafe class AdamKernel
{
    private const int Block = 1 << 16;

    /// <summary>Moves weights: w ← (1 - λ) w - η m / (√v / c + ε), with m ← β₁ m + (1 - β₁) s g and v ← β₂ v + (1 - β₂) (s g)² first.</summary>
    /// <param name="weights">w, <c>[n]</c>.</param>
    /// <param name="gradients">g, <c>[n]</c>.</param>
    /// <param name="first">m, <c>[n]</c>.</param>
    /// <param name="second">v, <c>[n]</c>.</param>
    /// <param name="count">n.</param>
    /// <param name="rates">The rest.</param>
    public static void Step(float* weights, float* gradients, float* first, float* second, long count, in AdamRates rates)
    {
        AdamRates all = rates;
        RowParallel.For((int)((count + Block - 1) / Block), Block, block =>
        {
            long from = (long)block * Block;
            Step(weights + from, gradients + from, first + from, second + from, (int)Math.Min(Block, count - from), all);
        });
    }

    private static void Step(float* weights, float* gradients, float* first, float* second, int count, AdamRates rates)
    {
        int i = 0;
        for (; i + Vector512<float>.Count <= count; i += Vector512<float>.Count)
        {
            Vector512<float> g = Vector512.Load(gradients + i) * rates.GradientFactor;
            Vector512<float> m = Vector512.FusedMultiplyAdd(g, Vector512.Create(AdamRates.FirstShare), Vector512.Load(first + i) * AdamRates.FirstDecay);
            Vector512<float> v = Vector512.FusedMultiplyAdd(g * g, Vector512.Create(AdamRates.SecondShare), Vector512.Load(second + i) * AdamRates.SecondDecay);
            Vector512<float> divisor = Vector512.FusedMultiplyAdd(Vector512.Sqrt(v), Vector512.Create(rates.RootFactor), Vector512.Create(AdamRates.Epsilon));
            m.Store(first + i);
            v.Store(second + i);
            Vector512.FusedMultiplyAdd(m / divisor, Vector512.Create(-rates.Rate), Vector512.Load(weights + i) * rates.WeightFactor).Store(weights + i);
        }

        for (; i < count; i++)
        {
            float g = gradients[i] * rates.GradientFactor;
            float m = first[i] = MathF.FusedMultiplyAdd(g, AdamRates.FirstShare, first[i] * AdamRates.FirstDecay);
            float v = second[i] = MathF.FusedMultiplyAdd(g * g, AdamRates.SecondShare, second[i] * AdamRates.SecondDecay);
            float divisor = MathF.FusedMultiplyAdd(MathF.Sqrt(v), rates.RootFactor, AdamRates.Epsilon);
            weights[i] = MathF.FusedMultiplyAdd(m / divisor, -rates.Rate, weights[i] * rates.WeightFactor);
        }
    }
}
