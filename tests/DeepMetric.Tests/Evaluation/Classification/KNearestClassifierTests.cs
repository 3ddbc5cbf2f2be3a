using CsCheck;
using DeepMetric.Evaluation;
using DeepMetric.Evaluation.Classification;

namespace DeepMetric.Tests.Evaluation.Classification;

public sealed class KNearestClassifierTests
{
    [Fact]
    public void Equals_a_full_sort_and_a_count_of_votes()
    {
        int contested = 0;
        (from dimension in Gen.Int[1, 12]
         from training in Gen.Int[0, 3].Select(value => (float)value).Array[dimension].Array[1, 40]
         from labels in Gen.Int[-1, 2].Array[training.Length]
         from items in Gen.Int[0, 3].Select(value => (float)value).Array[dimension].Array[1, 40]
         from k in Gen.Int[1, 9]
         select (training, labels, items, k)).Sample(
            sample =>
            {
                double[][] training = [.. sample.training.Select(row => Array.ConvertAll(row, value => (double)value))];
                int[] found = new KNearestClassifier(EmbeddingTable.FromRows(sample.training), sample.labels, sample.k).Predict(EmbeddingTable.FromRows(sample.items));
                for (int i = 0; i < found.Length; i++)
                {
                    int[] votes = [.. RetrievalOracle.Rank(Array.ConvertAll(sample.items[i], value => (double)value), training, -1).Take(sample.k).Select(item => sample.labels[item])];
                    int most = votes.Max(vote => votes.Count(other => other == vote));
                    int[] leaders = [.. votes.Distinct().Where(vote => votes.Count(other => other == vote) == most)];
                    Assert.Equal(leaders.MinBy(label => Array.IndexOf(votes, label)), found[i]);
                    contested += leaders.Length > 1 ? 1 : 0;
                }
            },
            threads: 1);
        Assert.True(contested > 200, $"{contested} elections were tied");
    }

    // Neighbours of 0 by distance: 1 (b), 2 (a), 3 (a), 4 (b), 5 (c). Two votes each for a and b; b has the nearest voter. With k = 3 a has two of three.
    [Fact]
    public void Gives_a_tie_to_the_label_of_the_nearest_voter()
    {
        var training = EmbeddingTable.FromDoubles([5, 4, 3, 2, 1], 1);
        var origin = EmbeddingTable.FromDoubles([0], 1);
        int[] labels = [30, 20, 10, 10, 20];
        Assert.Equal([20], new KNearestClassifier(training, labels).Predict(origin));
        Assert.Equal([10], new KNearestClassifier(training, labels, 3).Predict(origin));
        Assert.Equal(1, new KNearestClassifier(training, labels, 99).Evaluate(origin, [20]).Accuracy);
    }

    [Fact]
    public void Counts_right_predictions_overall_and_by_class()
    {
        ClassificationResult result = ClassificationResult.Of([1, 1, 2, 3, 1], [1, 2, 2, 3, 3]);
        Assert.Equal((3, 0.6), (result.Correct, result.Accuracy));
        Assert.Equal([new(1, 1, 1), new(2, 2, 1), new ClassAccuracy(3, 2, 1)], result.PerClass);
        Assert.Throws<ArgumentException>(() => ClassificationResult.Of([1], [1, 2]));
    }

    [Fact]
    public void Finds_the_nearest_mean()
    {
        // Means 1 (label 7), 10 (label 3); 5.5 is equally near to both and goes to the smaller label.
        var classifier = new NearestCentroidClassifier(EmbeddingTable.FromDoubles([0, 2, 9, 11], 1), [7, 7, 3, 3]);
        Assert.Equal([7, 3, 3, 7], classifier.Predict(EmbeddingTable.FromDoubles([-4, 100, 5.5, 5.25], 1)));
        Assert.Equal(0.75, classifier.Evaluate(EmbeddingTable.FromFloats([-4, 100, 5.5f, 5.25f], 1), [7, 3, 3, 3]).Accuracy);
    }
}
