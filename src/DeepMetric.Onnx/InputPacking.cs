namespace DeepMetric.Onnx;

/// <summary>Turns values [n, c, h, w] in [0, 1], red first, into what a model takes.</summary>
internal sealed class InputPacking
{
    private readonly OnnxPreprocessing _preprocessing;
    private readonly float[] _factors;
    private readonly float[] _offsets;

    /// <summary>Works out one factor and one offset per channel, in double.</summary>
    public InputPacking(OnnxPreprocessing preprocessing)
    {
        _preprocessing = preprocessing;
        double low = preprocessing.ValueRange[0];
        double high = preprocessing.ValueRange[1];
        _factors = [.. preprocessing.Std.Select(std => (float)(preprocessing.Scale * (high - low) / std))];
        _offsets = [.. preprocessing.Mean.Zip(preprocessing.Std, (mean, std) => (float)(((preprocessing.Scale * low) - mean) / std))];
    }

    /// <summary>Values per item.</summary>
    public int ItemLength => _preprocessing.ChannelCount * _preprocessing.Height * _preprocessing.Width;

    /// <summary>Packs whole items.</summary>
    public void Pack(ReadOnlySpan<float> items, Span<float> packed)
    {
        int channels = _preprocessing.ChannelCount;
        int plane = _preprocessing.Height * _preprocessing.Width;
        bool last = _preprocessing.Layout == TensorLayout.ChannelsLast;
        for (int start = 0; start < items.Length; start += ItemLength)
        {
            for (int channel = 0; channel < channels; channel++)
            {
                int target = _preprocessing.Channels == ChannelOrder.BlueGreenRed ? channels - 1 - channel : channel;
                ReadOnlySpan<float> source = items.Slice(start + (channel * plane), plane);
                Span<float> item = packed.Slice(start, ItemLength);
                (float factor, float offset) = (_factors[channel], _offsets[channel]);
                (int first, int step) = last ? (target, channels) : (target * plane, 1);
                for (int i = 0; i < source.Length; i++)
                {
                    item[first + (i * step)] = (source[i] * factor) + offset;
                }
            }
        }
    }
}
