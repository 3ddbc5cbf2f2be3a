using DeepMetric.Sampling;

namespace DeepMetric.Evaluation.Verification;

/// <summary>Pairs drawn with replacement, in chunks that each have a stream of draws of their own.</summary>
/// <param name="Count">How many pairs.</param>
/// <param name="Draw">Draws one.</param>
/// <param name="Seed">Decides the draws.</param>
internal sealed record PairDraw(long Count, Func<SeededRandom, (int Query, int Item)> Draw, ulong Seed)
{
    private const int ChunkSize = 1 << 16;

    public int ChunkCount => (int)((Count + ChunkSize - 1) / ChunkSize);

    public static long StartOf(int chunk) => (long)chunk * ChunkSize;

    /// <summary>Draws the pairs of a chunk, by ascending query.</summary>
    public void Fill(int chunk, PairBuffer buffer)
    {
        int count = (int)Math.Min(ChunkSize, Count - StartOf(chunk));
        buffer.Resize(count);
        var random = new SeededRandom(SeededRandom.Derive(Seed, (ulong)chunk));
        for (int i = 0; i < count; i++)
        {
            (buffer.Queries[i], buffer.Items[i]) = Draw(random);
        }

        buffer.Queries.Sort(buffer.Items);
    }
}
