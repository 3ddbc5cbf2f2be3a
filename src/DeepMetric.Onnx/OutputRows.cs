namespace DeepMetric.Onnx;

/// <summary>Turns an output of any rank into rows [n, f].</summary>
internal static class OutputRows
{
    /// <summary>Values per row for an output's shape, or null where the pooling does not go with its rank.</summary>
    public static int? SizeOf(ReadOnlySpan<long> shape, OutputPooling pooling, TensorLayout layout) => Plan(shape, pooling, layout)?.Features;

    /// <summary>Fills the rows of the first items.</summary>
    /// <param name="output">The whole output.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="pooling">How.</param>
    /// <param name="layout">Where the channels of rank 4 are.</param>
    /// <param name="rows">Is filled; whole rows.</param>
    public static void Fill(ReadOnlySpan<float> output, ReadOnlySpan<long> shape, OutputPooling pooling, TensorLayout layout, Span<float> rows)
    {
        (int features, int places, int featureStep, int placeStep) = Plan(shape, pooling, layout)!.Value;
        int itemLength = shape.Length == 0 || shape[0] == 0 ? 0 : output.Length / (int)shape[0];
        for (int item = 0; item * features < rows.Length; item++)
        {
            ReadOnlySpan<float> source = output.Slice(item * itemLength, itemLength);
            Span<float> row = rows.Slice(item * features, features);
            for (int f = 0; f < features; f++)
            {
                double sum = 0;
                for (int place = 0; place < places; place++)
                {
                    sum += source[(f * featureStep) + (place * placeStep)];
                }

                row[f] = (float)(sum / places);
            }
        }
    }

    private static (int Features, int Places, int FeatureStep, int PlaceStep)? Plan(ReadOnlySpan<long> shape, OutputPooling pooling, TensorLayout layout)
    {
        long all = 1;
        for (int i = 1; i < shape.Length; i++)
        {
            all *= shape[i];
        }

        if (shape.Length == 0 || all is < 1 or > int.MaxValue)
        {
            return null;
        }

        return (pooling, shape.Length) switch
        {
            (OutputPooling.Automatic or OutputPooling.Average, 4) => layout == TensorLayout.ChannelsFirst
                ? ((int)shape[1], (int)(all / shape[1]), (int)(all / shape[1]), 1)
                : ((int)shape[3], (int)(all / shape[3]), 1, (int)shape[3]),
            (OutputPooling.Average, 3) => ((int)shape[2], (int)shape[1], 1, (int)shape[2]),
            (OutputPooling.FirstToken, 3) => ((int)shape[2], 1, 1, 0),
            (OutputPooling.Automatic or OutputPooling.Flatten, _) => ((int)all, 1, 1, 0),
            _ => null,
        };
    }
}
