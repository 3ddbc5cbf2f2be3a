using CsCheck;

namespace DeepMetric.Onnx.Tests;

public sealed class OutputRowsTests
{
    [Theory]
    [InlineData(OutputPooling.Automatic, TensorLayout.ChannelsFirst)]
    [InlineData(OutputPooling.Average, TensorLayout.ChannelsLast)]
    public void Rank_four_is_the_mean_over_places(OutputPooling pooling, TensorLayout layout) => Gen.Select(Gen.Int[1, 3], Gen.Int[1, 4], Gen.Int[1, 4], Gen.Int[1, 4]).Sample(
        (n, c, h, w) =>
        {
            bool first = layout == TensorLayout.ChannelsFirst;
            long[] shape = first ? [n, c, h, w] : [n, h, w, c];
            float[] values = [.. Enumerable.Range(0, n * c * h * w).Select(i => (float)((i * 37 % 101) - 50))];
            var expected = new List<double>();
            for (int i = 0; i < n; i++)
            {
                for (int f = 0; f < c; f++)
                {
                    double sum = 0;
                    for (int place = 0; place < h * w; place++)
                    {
                        sum += values[first ? (((i * c) + f) * h * w) + place : (((i * h * w) + place) * c) + f];
                    }

                    expected.Add(sum / (h * w));
                }
            }

            return Matches(expected, Rows(values, shape, pooling, layout));
        },
        iter: 200,
        threads: 1);

    [Fact]
    public void Tokens_are_flattened_averaged_or_the_first_is_taken()
    {
        float[] values = [1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60];
        long[] shape = [2, 3, 2];
        Assert.Equal(values, Rows(values, shape, OutputPooling.Automatic, TensorLayout.ChannelsFirst));
        Assert.Equal([3, 4, 30, 40], Rows(values, shape, OutputPooling.Average, TensorLayout.ChannelsFirst));
        Assert.Equal([1, 2, 10, 20], Rows(values, shape, OutputPooling.FirstToken, TensorLayout.ChannelsFirst));
    }

    [Fact]
    public void Ranks_one_two_and_five_are_rows_as_they_are()
    {
        float[] values = [1, 2, 3, 4, 5, 6, 7, 8];
        Assert.Equal(values, Rows(values, [8], OutputPooling.Automatic, TensorLayout.ChannelsFirst));
        Assert.Equal(values, Rows(values, [2, 4], OutputPooling.Automatic, TensorLayout.ChannelsFirst));
        Assert.Equal(values, Rows(values, [2, 1, 2, 1, 2], OutputPooling.Automatic, TensorLayout.ChannelsFirst));
    }

    [Fact]
    public void A_pooling_that_does_not_go_with_the_rank_has_no_size()
    {
        Assert.Null(OutputRows.SizeOf([2, 4], OutputPooling.FirstToken, TensorLayout.ChannelsFirst));
        Assert.Null(OutputRows.SizeOf([2, 4], OutputPooling.Average, TensorLayout.ChannelsFirst));
        Assert.Null(OutputRows.SizeOf([2, 0, 4], OutputPooling.Automatic, TensorLayout.ChannelsFirst));
        Assert.Null(OutputRows.SizeOf([], OutputPooling.Automatic, TensorLayout.ChannelsFirst));
    }

    private static float[] Rows(float[] values, long[] shape, OutputPooling pooling, TensorLayout layout)
    {
        int size = OutputRows.SizeOf(shape, pooling, layout)!.Value;
        float[] rows = new float[shape[0] * size];
        OutputRows.Fill(values, shape, pooling, layout, rows);
        return rows;
    }

    private static bool Matches(List<double> expected, float[] found) => expected.Count == found.Length && expected.Zip(found).All(pair => Math.Abs(pair.First - pair.Second) < 1e-4);
}
