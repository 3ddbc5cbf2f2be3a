using DeepMetric.Distances;
using DeepMetric.Evaluation.Scoring;

namespace DeepMetric.Evaluation.Verification;

/// <summary>Judges embeddings by whether a threshold on their distance tells pairs of one class from pairs of two.</summary>
/// <remarks>
/// <para>Each query makes a pair with each item that it can find; where every item searches all others by labels and the distance is symmetric, the two orders of a pair count as one. A pair is
/// positive when the item is relevant to the query. Items of <see cref="RetrievalQuery.UnknownLabel"/> make no pairs.</para>
/// <para>The distances of positive pairs are kept and sorted; negative pairs are computed block by block and counted between them, so that the n × m distances never exist together. All
/// numbers are exact: nothing is put into bins. Where there are more pairs than <see cref="PairVerificationOptions"/> allows, pairs are drawn at random, with replacement, and the result says so.
/// It does not depend on the number of threads.</para>
/// <para>The terms FMR and FNMR are those of ISO/IEC 19795-1.</para>
/// </remarks>
public static class PairVerification
{
    /// <summary>Judges all pairs of a search.</summary>
    /// <param name="query">What is paired with what.</param>
    /// <param name="distance">The distance or similarity; null for the Euclidean distance. Embeddings are taken as they are, unless the distance normalises them.</param>
    /// <param name="options">Rates asked for and limits; null for the defaults.</param>
    /// <param name="cancellation">Stops between two blocks.</param>
    /// <exception cref="ArgumentException">The query is refused, as by <see cref="Retrieval"/>, or a distance is NaN.</exception>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static PairVerificationResult Evaluate(RetrievalQuery query, Distance? distance = null, PairVerificationOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        options ??= new PairVerificationOptions();
        options.Validate();
        var scores = PairScores.Of(query.Queries, query.Reference, distance);
        var pairs = new SearchedPairs(query, scores.IsSymmetric, cancellation);
        var positives = new PositivePairs(pairs, scores, options);
        var ranked = new RankedPositives(positives.Keys(cancellation));
        if (ranked.Count == 0)
        {
            return Undefined(scores.IsSimilarity, pairs.NegativeCount);
        }

        NegativeTally negatives = NegativePairs.Count(pairs, scores, ranked, options, cancellation);
        var curve = new ErrorCurve(ranked, negatives, scores.Value, scores.IsSimilarity);
        PairVerificationResult result = Summary(curve, pairs.PositiveCount, pairs.NegativeCount, options, scores.IsSimilarity);
        return options.KeepsClasses && negatives.Count > 0
            ? result with { PerClass = ClassErrors.Count(query, positives, [.. options.FalseMatchRates.Select(rate => curve.LastKey(curve.AtFalseMatchRate(rate)))], cancellation) }
            : result;
    }

    /// <summary>Judges pairs whose distances or similarities are known already, such as those of an official list.</summary>
    /// <param name="values">The distance or similarity of each pair, none of them NaN.</param>
    /// <param name="isSame">Whether each pair belongs together, as many.</param>
    /// <param name="isSimilarity">Whether larger is closer.</param>
    /// <param name="options">Rates asked for; null for the defaults. Nothing is drawn.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a value is NaN.</exception>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">An option is out of its range.</exception>
    public static PairVerificationResult OfPairs(ReadOnlySpan<double> values, ReadOnlySpan<bool> isSame, bool isSimilarity = false, PairVerificationOptions? options = null)
    {
        options ??= new PairVerificationOptions();
        options.Validate();
        if (values.Length != isSame.Length)
        {
            throw new ArgumentException($"Expected for each of {values.Length} pairs whether it belongs together; found {isSame.Length} answers.", nameof(isSame));
        }

        var positives = new List<double>();
        for (int i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i]))
            {
                throw new ArgumentException($"Expected values that are numbers; found NaN for pair {i}.", nameof(values));
            }

            if (isSame[i])
            {
                positives.Add(isSimilarity ? -values[i] : values[i]);
            }
        }

        if (positives.Count == 0)
        {
            return Undefined(isSimilarity, values.Length);
        }

        var ranked = new RankedPositives([.. positives]);
        var negatives = new NegativeTally(ranked);
        for (int i = 0; i < values.Length; i++)
        {
            if (!isSame[i])
            {
                negatives.Add(isSimilarity ? -values[i] : values[i]);
            }
        }

        var curve = new ErrorCurve(ranked, negatives, key => isSimilarity ? -key : key, isSimilarity);
        return Summary(curve, ranked.Count, negatives.Count, options, isSimilarity);
    }

    private static PairVerificationResult Undefined(bool isSimilarity, long negativePairs) => new()
    {
        IsSimilarity = isSimilarity,
        PositivePairs = 0,
        NegativePairs = negativePairs,
        JudgedPositives = 0,
        JudgedNegatives = negativePairs,
        RocAuc = double.NaN,
        EqualErrorRate = double.NaN,
    };

    private static PairVerificationResult Summary(ErrorCurve curve, long positivePairs, long negativePairs, PairVerificationOptions options, bool isSimilarity)
    {
        BestThreshold Best(Func<ErrorStep, double> score)
        {
            (double best, ErrorStep step) = curve.Best(score);
            return new BestThreshold(best, curve.PointAt(step));
        }

        bool hasBoth = negativePairs > 0;
        return new PairVerificationResult
        {
            IsSimilarity = isSimilarity,
            PositivePairs = positivePairs,
            NegativePairs = negativePairs,
            JudgedPositives = curve.PositiveCount,
            JudgedNegatives = curve.NegativeCount,
            RocAuc = hasBoth ? curve.RocAuc() : double.NaN,
            EqualErrorRate = hasBoth ? curve.EqualErrorRate() : double.NaN,
            NearEqualError = hasBoth ? curve.PointAt(curve.NearEqualError()) : null,
            AtFalseMatchRates = hasBoth ? [.. options.FalseMatchRates.Select(rate => new FalseMatchPoint(rate, curve.PointAt(curve.AtFalseMatchRate(rate))))] : [],
            BestF1 = Best(step => F1(step)),
            BestAccuracy = Best(step => ((curve.MatchRate(step) * positivePairs) + ((1 - curve.FalseMatchRate(step)) * negativePairs)) / (positivePairs + negativePairs)),
            BestBalancedAccuracy = hasBoth ? Best(step => (curve.MatchRate(step) + 1 - curve.FalseMatchRate(step)) / 2) : null,
        };

        // 2 TP / (2 TP + FP + FN), in which TP + FN are all positive pairs.
        double F1(ErrorStep step)
        {
            double found = curve.MatchRate(step) * positivePairs;
            return 2 * found / (positivePairs + found + (curve.FalseMatchRate(step) * negativePairs));
        }
    }
}
