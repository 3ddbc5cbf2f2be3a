using DeepMetric.Sampling;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DeepMetric.Models;

/// <summary>Draws initial weights from a seed: what a parameter gets depends on the seed and on its name, not on the other parameters.</summary>
/// <remarks>Each block of 65,536 values has a stream of its own, so that blocks are drawn on all cores and come out the same on any number of them.</remarks>
internal sealed class InitialWeights(ulong seed)
{
    private const int BlockSize = 1 << 16;

    private delegate void Draw(SeededRandom random, Span<float> block);

    /// <summary>Draws from the normal distribution of mean 0.</summary>
    public void Normal(string name, Tensor parameter, double standardDeviation) =>
        Fill(name, parameter, (random, block) => DrawNormal(random, block, standardDeviation));

    /// <summary>Draws uniformly from [-bound, bound).</summary>
    public void Uniform(string name, Tensor parameter, double bound) =>
        Fill(name, parameter, (random, block) => DrawUniform(random, block, bound));

    /// <summary>Sets every value of a parameter.</summary>
    public static void Constant(Tensor parameter, double value)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        parameter.fill_(Scalars.Of(value));
    }

    /// <summary>Every convolution of a net normal with variance 2/fan-out, its bias 0 (He et al., ICCV 2015, as torchvision has it); batch norm is 1 and 0 from the start.</summary>
    public void ConvolutionsByFanOut(nn.Module net)
    {
        foreach ((string name, nn.Module layer) in net.named_modules())
        {
            if (layer is Conv2d convolution)
            {
                long[] shape = convolution.weight.shape;
                Normal($"{name}.weight", convolution.weight, Math.Sqrt(2.0 / (shape[0] * shape[2] * shape[3])));
                if (convolution.bias is not null)
                {
                    Constant(convolution.bias, 0);
                }
            }
        }
    }

    /// <summary>Every weight and bias of a net's linear layers uniform in ±1/√(fan-in), libtorch's default.</summary>
    public void LinearsByFanIn(nn.Module net)
    {
        foreach ((string name, nn.Module layer) in net.named_modules())
        {
            if (layer is Linear linear)
            {
                double bound = 1 / Math.Sqrt(linear.weight!.shape[1]);
                Uniform($"{name}.weight", linear.weight, bound);
                if (linear.bias is not null)
                {
                    Uniform($"{name}.bias", linear.bias, bound);
                }
            }
        }
    }

    private static void DrawUniform(SeededRandom random, Span<float> block, double bound)
    {
        for (int i = 0; i < block.Length; i++)
        {
            block[i] = (float)(((2 * random.NextDouble()) - 1) * bound);
        }
    }

    /// <summary>Box and Muller's method, both numbers of a pair used.</summary>
    private static void DrawNormal(SeededRandom random, Span<float> block, double standardDeviation)
    {
        for (int i = 0; i < block.Length; i += 2)
        {
            double radius = standardDeviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            (double sine, double cosine) = Math.SinCos(2 * Math.PI * random.NextDouble());
            block[i] = (float)(radius * cosine);
            if (i + 1 < block.Length)
            {
                block[i + 1] = (float)(radius * sine);
            }
        }
    }

    private void Fill(string name, Tensor parameter, Draw draw)
    {
        float[] values = new float[parameter.numel()];
        int blocks = (values.Length + BlockSize - 1) / BlockSize;
        ulong stream = SeededRandom.Derive(seed, $"initial-weights {name}");
        Parallel.For(0, blocks, block =>
        {
            int start = block * BlockSize;
            draw(new SeededRandom(SeededRandom.Derive(stream, (ulong)block)), values.AsSpan(start, Math.Min(BlockSize, values.Length - start)));
        });
        using var guard = no_grad();
        using Tensor drawn = tensor(values, parameter.shape);
        parameter.copy_(drawn);
    }
}
