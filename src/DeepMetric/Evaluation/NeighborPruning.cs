using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DeepMetric.Evaluation;

/// <summary>Rules out far rows by float dot products, never one that might be near enough.</summary>
/// <remarks>
/// |a - b|² = |a|² + |b|² - 2 a·b, and a float dot product of depth p (its longest chain of roundings) errs by at most
/// γ |a| |b| ≤ γ (|a|² + |b|²) / 2, γ = p u / (1 - p u), u = 2^-24. Hence |a - b|² ≥ (1 - γ)(|a|² + |b|²) - 2 (a·b in float), less what underflow may lose.
/// Reference: Higham, "Accuracy and Stability of Numerical Algorithms", chapter 3.
/// </remarks>
internal sealed class NeighborPruning
{
    private const int QueriesInRegisters = 4;
    private readonly EmbeddingTable _queries;
    private readonly EmbeddingTable _reference;
    private readonly double[] _queryNorms;
    private readonly double[] _referenceNorms;

    public NeighborPruning(EmbeddingTable queries, EmbeddingTable reference)
    {
        _queries = queries;
        _reference = reference;
        int lanes = Vector<float>.Count;
        double chain = ((queries.Dimension / lanes) + (2 * lanes) + 2) * Math.Pow(2, -24);

        // 1e-12 covers the roundings of the norms and of the bound itself, which are in double.
        double keep = 1 - (1.01 * chain / (1 - chain)) - 1e-12;
        double underflow = 4 * queries.Dimension * Math.Pow(2, -126);
        _queryNorms = ScaledNorms(queries, keep, underflow);
        _referenceNorms = ReferenceEquals(queries, reference) ? _queryNorms : ScaledNorms(reference, keep, underflow);
    }

    /// <summary>Offers every row that is not ruled out to the queries of a block.</summary>
    public void Search(NeighborSearch search, int row, int end)
    {
        Span<float> dots = stackalloc float[QueriesInRegisters];
        for (int query = search.First; query < search.Last; query += QueriesInRegisters)
        {
            int count = Math.Min(QueriesInRegisters, search.Last - query);
            for (int item = row; item < end; item++)
            {
                Dots(query, count, item, dots);
                for (int i = 0; i < count; i++)
                {
                    double atLeast = _queryNorms[query + i] + _referenceNorms[item] - (2.0 * dots[i]);

                    // Written so that a NaN, from an overflow in float, rules nothing out; nor does a place still free.
                    if (!(atLeast >= search.Worst(query + i)) || double.IsPositiveInfinity(search.Worst(query + i)))
                    {
                        search.Measure(query + i, item);
                    }
                }
            }
        }
    }

    private static double[] ScaledNorms(EmbeddingTable table, double keep, double underflow)
    {
        var origin = new double[table.Dimension];
        var norms = new double[table.Count];
        table.SquaredDistances(origin, 0, norms);
        for (int i = 0; i < norms.Length; i++)
        {
            norms[i] = (norms[i] * keep) - underflow;
        }

        return norms;
    }

    /// <summary>The dot products of up to 4 consecutive queries with one row; missing queries repeat the last.</summary>
    private void Dots(int query, int count, int item, Span<float> dots)
    {
        int dimension = _queries.Dimension;
        ref float row = ref Unsafe.Add(ref MemoryMarshal.GetReference(_reference.Floats), item * dimension);
        ref float first = ref Unsafe.Add(ref MemoryMarshal.GetReference(_queries.Floats), query * dimension);
        ref float second = ref Unsafe.Add(ref first, Math.Min(1, count - 1) * dimension);
        ref float third = ref Unsafe.Add(ref first, Math.Min(2, count - 1) * dimension);
        ref float fourth = ref Unsafe.Add(ref first, Math.Min(3, count - 1) * dimension);
        Vector<float> a = Vector<float>.Zero;
        Vector<float> b = Vector<float>.Zero;
        Vector<float> c = Vector<float>.Zero;
        Vector<float> d = Vector<float>.Zero;
        int lanes = Vector<float>.Count;
        int at = 0;
        for (; at <= dimension - lanes; at += lanes)
        {
            Vector<float> values = Vector.LoadUnsafe(ref row, (nuint)at);
            a = Vector.FusedMultiplyAdd(values, Vector.LoadUnsafe(ref first, (nuint)at), a);
            b = Vector.FusedMultiplyAdd(values, Vector.LoadUnsafe(ref second, (nuint)at), b);
            c = Vector.FusedMultiplyAdd(values, Vector.LoadUnsafe(ref third, (nuint)at), c);
            d = Vector.FusedMultiplyAdd(values, Vector.LoadUnsafe(ref fourth, (nuint)at), d);
        }

        (dots[0], dots[1], dots[2], dots[3]) = (Vector.Sum(a), Vector.Sum(b), Vector.Sum(c), Vector.Sum(d));
        for (; at < dimension; at++)
        {
            float value = Unsafe.Add(ref row, at);
            dots[0] += value * Unsafe.Add(ref first, at);
            dots[1] += value * Unsafe.Add(ref second, at);
            dots[2] += value * Unsafe.Add(ref third, at);
            dots[3] += value * Unsafe.Add(ref fourth, at);
        }
    }
}
