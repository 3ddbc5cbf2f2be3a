namespace DeepMetric.Kernels;

/// <summary>Transposes blocks of large matrices by way of a small buffer, so that the large one is read and written along its rows: whole lines of the cache at a time.</summary>
internal static unsafe class BlockTranspose
{
    /// <summary>Reads a block <c>[height, width]</c> of a matrix into a buffer <c>[width, height]</c>.</summary>
    public static void Read(float* matrix, int matrixStride, int height, int width, float* buffer, int bufferStride)
    {
        for (int i = 0; i < height; i++)
        {
            float* row = matrix + ((long)i * matrixStride);
            for (int j = 0; j < width; j++)
            {
                buffer[(j * bufferStride) + i] = row[j];
            }
        }
    }

    /// <summary>Writes a buffer <c>[height, width]</c> as a block <c>[width, height]</c> of a matrix.</summary>
    public static void Write(float* buffer, int bufferStride, int height, int width, float* matrix, int matrixStride)
    {
        for (int j = 0; j < width; j++)
        {
            float* row = matrix + ((long)j * matrixStride);
            for (int i = 0; i < height; i++)
            {
                row[i] = buffer[(i * bufferStride) + j];
            }
        }
    }
}
