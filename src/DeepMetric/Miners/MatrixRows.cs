using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Miners;

/// <summary>Reads the rows of a matrix as double, from dense CPU memory, in the type that the matrix has.</summary>
/// <remarks>What it copies lies in the scope in which it was created.</remarks>
internal sealed class MatrixRows
{
    private readonly Tensor _dense;
    private readonly double _sign;

    /// <summary>Prepares a matrix; with a sign of -1 every value comes negated.</summary>
    public MatrixRows(Tensor matrix, double sign)
    {
        _dense = matrix.numel() == 0 ? matrix : matrix.cpu().contiguous();
        _sign = sign;
    }

    /// <summary>Fills in a row, if the matrix has any entries.</summary>
    public unsafe void Read(int row, double[] into)
    {
        if (_dense.numel() == 0)
        {
            return;
        }

        long start = row * _dense.shape[1];
        if (_dense.dtype == ScalarType.Float64)
        {
            double* from = DenseMemory.Pointer<double>(_dense) + start;
            for (int j = 0; j < into.Length; j++)
            {
                into[j] = _sign * from[j];
            }
        }
        else
        {
            float* from = DenseMemory.Pointer<float>(_dense) + start;
            for (int j = 0; j < into.Length; j++)
            {
                into[j] = _sign * from[j];
            }
        }
    }
}
