using TorchSharp;

namespace DeepMetric;

/// <summary>Runs a kernel over independent rows on as many threads as libtorch uses.</summary>
internal static class RowParallel
{
    private const long WorthASecondThread = 200_000;

    /// <summary>Calls <paramref name="row"/> for every row; in place when the work is small.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="workPerRow">A rough count of operations per row.</param>
    /// <param name="row">Computes one row from nothing that another row writes.</param>
    public static void For(int rows, long workPerRow, Action<int> row)
    {
        int threads = torch.get_num_threads();
        if (threads <= 1 || rows * workPerRow < WorthASecondThread)
        {
            for (int i = 0; i < rows; i++)
            {
                row(i);
            }

            return;
        }

        Parallel.For(0, rows, new ParallelOptions { MaxDegreeOfParallelism = threads }, row);
    }

    /// <summary>Calls <paramref name="row"/> for every row with buffers that no other thread has; in place when the work is small.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="workPerRow">A rough count of operations per row.</param>
    /// <param name="buffers">Makes buffers, which are disposed of in the end.</param>
    /// <param name="row">Computes one row from nothing that another row writes.</param>
    public static void For<TBuffers>(int rows, long workPerRow, Func<TBuffers> buffers, Action<int, TBuffers> row)
        where TBuffers : IDisposable
    {
        int threads = torch.get_num_threads();
        if (threads <= 1 || rows * workPerRow < WorthASecondThread)
        {
            using TBuffers own = buffers();
            for (int i = 0; i < rows; i++)
            {
                row(i, own);
            }

            return;
        }

        Parallel.For(
            0,
            rows,
            new ParallelOptions { MaxDegreeOfParallelism = threads },
            buffers,
            (i, _, own) =>
            {
                row(i, own);
                return own;
            },
            own => own.Dispose());
    }
}
