using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace DeepMetric.Datasets;

/// <summary>Hashes of files, in lower-case hexadecimal digits.</summary>
internal static class FileDigest
{
    private const int BufferSize = 1 << 20;

    public static string Sha256(string path, Action<long>? read, CancellationToken cancellation) =>
        Of(path, HashAlgorithmName.SHA256, read, cancellation);

    [SuppressMessage("Security", "CA5351:Do Not Use Broken Cryptographic Algorithms", Justification = "Some official files are published with an MD5 alone; it tells damage, and nothing else is to be had.")]
    public static string Of(string path, ChecksumKind kind, Action<long>? read, CancellationToken cancellation) =>
        Of(path, kind == ChecksumKind.Sha256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.MD5, read, cancellation);

    private static string Of(string path, HashAlgorithmName algorithm, Action<long>? read, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(algorithm);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(BufferSize, Math.Max(4096, file.Length)));
        try
        {
            int got;
            while ((got = file.Read(buffer)) > 0)
            {
                cancellation.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, got);
                read?.Invoke(got);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
