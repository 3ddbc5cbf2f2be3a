using DeepMetric.Datasets;
using DeepMetric.Losses;
using DeepMetric.Sampling;

namespace DeepMetric.Lab.Runner;

/// <summary>The classes that a net is trained on, counted from 0 in the order of their labels, as losses with a weight per class want them.</summary>
/// <remarks>Labels of a data set may have gaps: some classes are tested on alone. An outlier's label stays what it is.</remarks>
internal sealed class TrainedClasses
{
    private readonly Dictionary<int, long> _places = [];

    public TrainedClasses(IEnumerable<int> labels)
    {
        foreach (int label in labels.Where(label => label != LabeledSet.Outlier).Distinct().Order())
        {
            _places.Add(label, _places.Count);
        }
    }

    /// <summary>The number of classes.</summary>
    public int Count => _places.Count;

    /// <summary>Whether every label is of one of them, or of an outlier.</summary>
    public bool Contain(IEnumerable<int> labels) => labels.All(label => label == LabeledSet.Outlier || _places.ContainsKey(label));

    /// <summary>The places of labels among the classes.</summary>
    public long[] PlacesOf(IEnumerable<int> labels) => [.. labels.Select(label => label == LabeledSet.Outlier ? label : _places[label])];

    /// <summary>What a loss with weights has to know.</summary>
    /// <param name="embeddingSize">The dimension of the embeddings.</param>
    /// <param name="seed">The seed of the run.</param>
    public LossDimensions Dimensions(int embeddingSize, int seed) => new(Count, embeddingSize) { Seed = SeededRandom.Derive((ulong)seed, "loss") };
}
