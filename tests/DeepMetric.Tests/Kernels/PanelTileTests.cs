using CsCheck;
using DeepMetric.Kernels;

namespace DeepMetric.Tests.Kernels;

public sealed unsafe class PanelTileTests
{
    [Fact]
    public void Equals_a_sum_in_double_within_its_bound_for_every_shape()
    {
        int compared = 0;
        (from dimension in Gen.Int[1, 200]
         from rows in Gen.Int[1, 13]
         from columns in Gen.Int[1, 130]
         from seed in Gen.Int[0, 1000]
         select (dimension, rows, columns, seed)).Sample(
            sample =>
            {
                float[] a = Numbers(sample.rows * sample.dimension, sample.seed);
                float[] b = Numbers(sample.columns * sample.dimension, sample.seed + 1);
                using var left = new PackedRows(a, sample.dimension, PanelTile.Rows);
                using var right = new PackedRows(b, sample.dimension, PanelTile.Columns);
                float* products = stackalloc float[PanelTile.Rows * PanelTile.Columns];
                double chain = PanelTile.ChainLength(sample.dimension) * Math.Pow(2, -24);
                for (int i = 0; i < left.Panels; i++)
                {
                    for (int j = 0; j < right.Panels; j++)
                    {
                        PanelTile.Products(left.Panel(i), right.Panel(j), sample.dimension, products, PanelTile.Columns);
                        for (int r = 0; r < PanelTile.Rows; r++)
                        {
                            for (int c = 0; c < PanelTile.Columns; c++)
                            {
                                (double exact, double magnitude) = Exact(a, b, (i * PanelTile.Rows) + r, (j * PanelTile.Columns) + c, sample);
                                double found = products[(r * PanelTile.Columns) + c];
                                Assert.True(Math.Abs(found - exact) <= chain / (1 - chain) * magnitude, $"expected {exact:R}, found {found:R}");
                                compared += exact != 0 ? 1 : 0;
                            }
                        }
                    }
                }
            },
            iter: 60,
            threads: 1);
        Assert.True(compared > 1000, $"only {compared} products");
    }

    private static float[] Numbers(int count, int seed)
    {
        var random = new DeepMetric.Sampling.SeededRandom((ulong)seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)random.NextGaussian())];
    }

    private static (double Exact, double Magnitude) Exact(float[] a, float[] b, int row, int column, (int Dimension, int Rows, int Columns, int) shape)
    {
        double exact = 0;
        double magnitude = 0;
        for (int k = 0; k < shape.Dimension && row < shape.Rows && column < shape.Columns; k++)
        {
            double product = (double)a[(row * shape.Dimension) + k] * b[(column * shape.Dimension) + k];
            exact += product;
            magnitude += Math.Abs(product);
        }

        return (exact, magnitude);
    }
}
