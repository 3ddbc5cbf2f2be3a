using DeepMetric.Losses.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric;

/// <summary>The terms of one part of a loss, listed one by one or aggregated per anchor.</summary>
/// <remarks>A reducer turns them into a scalar; both forms give the same one.</remarks>
public abstract record LossTerms
{
    private LossTerms(string name) => Name = name;

    /// <summary>The part's name, e.g. <c>positive</c>; a loss of one part calls it <c>loss</c>.</summary>
    public string Name { get; }

    /// <summary>What the sum of the terms is divided by when a <see cref="Reducers.DivisorReducer"/> reduces them; null for most losses.</summary>
    public double? Divisor { get; init; }

    /// <summary>Every term with its value.</summary>
    public sealed record Listed : LossTerms
    {
        /// <summary>Puts listed terms together.</summary>
        /// <param name="name">The part's name.</param>
        /// <param name="values">A value per term, <c>[t]</c>, differentiable.</param>
        /// <param name="anchors">The anchor's row of each term.</param>
        /// <param name="others">The rows that complete each term: one array for pairs, two for triplets, none for samples.</param>
        public Listed(string name, Tensor values, int[] anchors, params int[][] others)
            : base(name)
        {
            Values = values;
            Anchors = anchors;
            Others = others;
        }

        /// <summary>A value per term, <c>[t]</c>, differentiable.</summary>
        public Tensor Values { get; }

        /// <summary>The anchor's row of each term.</summary>
        public IReadOnlyList<int> Anchors { get; }

        /// <summary>The rows that complete each term: positives and negatives.</summary>
        public IReadOnlyList<IReadOnlyList<int>> Others { get; }

        /// <summary>Whether a term belongs to a class instead of an item: <see cref="Anchors"/> are classes then.</summary>
        public bool OfClasses { get; init; }
    }

    /// <summary>Sums and counts per anchor: no term exists by itself.</summary>
    public sealed record Aggregated : LossTerms
    {
        /// <summary>Puts aggregated terms together.</summary>
        /// <param name="name">The part's name.</param>
        /// <param name="distances">The distance matrix, <c>[n, m]</c>, differentiable.</param>
        /// <param name="weights">W, <c>[n, m]</c>: row i is the gradient of anchor i's sum with respect to the distances.</param>
        /// <param name="sums">The sum of the terms of each anchor.</param>
        /// <param name="active">Terms above 0, per anchor.</param>
        /// <param name="valid">Terms, per anchor.</param>
        public Aggregated(string name, Tensor distances, Tensor weights, double[] sums, long[] active, long[] valid)
            : base(name)
        {
            Weights = weights;
            Active = active;
            Valid = valid;
            using var scope = NewDisposeScope();
            Tensor values = tensor(sums, distances.dtype, distances.device);
            Sums = RowGradients.Attach(distances, weights, values).MoveToOuterDisposeScope();
        }

        /// <summary>Puts aggregated terms together whose sums a kernel wrote: in the type and on the device of the distances.</summary>
        internal Aggregated(string name, Tensor distances, Tensor weights, Tensor sums, (long[] Active, long[] Valid) counts)
            : base(name)
        {
            Weights = weights;
            (Active, Valid) = counts;
            using var scope = NewDisposeScope();
            Sums = RowGradients.Attach(distances, weights, sums).MoveToOuterDisposeScope();
        }

        /// <summary>Puts aggregated terms together whose gradient is known already.</summary>
        /// <param name="name">The part's name.</param>
        /// <param name="sums">The sum of the terms of each anchor, <c>[n]</c>, differentiable.</param>
        /// <param name="active">Terms above 0, per anchor.</param>
        /// <param name="valid">Terms, per anchor.</param>
        public Aggregated(string name, Tensor sums, long[] active, long[] valid)
            : base(name)
        {
            Sums = sums;
            Active = active;
            Valid = valid;
        }

        /// <summary>The sum of the terms of each anchor, <c>[n]</c>, differentiable.</summary>
        public Tensor Sums { get; }

        /// <summary>W, <c>[n, m]</c>: row i is the gradient of anchor i's sum with respect to the distances; null where the sums came with their gradient.</summary>
        public Tensor? Weights { get; }

        /// <summary>Terms above 0, per anchor.</summary>
        public IReadOnlyList<long> Active { get; }

        /// <summary>Terms, per anchor.</summary>
        public IReadOnlyList<long> Valid { get; }
    }

    /// <summary>A part that is one number already, such as a regularisation.</summary>
    public sealed record Reduced : LossTerms
    {
        /// <summary>Names a number.</summary>
        /// <param name="name">The part's name.</param>
        /// <param name="value">The number, a scalar, differentiable.</param>
        public Reduced(string name, Tensor value)
            : base(name) => Value = value;

        /// <summary>The number.</summary>
        public Tensor Value { get; }
    }
}
