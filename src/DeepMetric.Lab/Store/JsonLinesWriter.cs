namespace DeepMetric.Lab.Store;

/// <summary>Appends records to a file, one JSON object a line; opened by <see cref="JsonLines.Append{T}"/>.</summary>
/// <typeparam name="T">The record's type.</typeparam>
/// <remarks>Each record is handed to the operating system in one write, so killing the process tears the last line at most.</remarks>
public sealed class JsonLinesWriter<T> : IDisposable
{
    private readonly string _path;
    private readonly FileStream _stream;

    internal JsonLinesWriter(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = path;
        try
        {
            // Unbuffered: a record is either with the operating system or not written at all.
            _stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
            try
            {
                long end = EndOfLastLine(_stream);
                if (end < _stream.Length)
                {
                    _stream.SetLength(end);
                }

                _stream.Position = end;
            }
            catch
            {
                _stream.Dispose();
                throw;
            }
        }
        catch (Exception exception) when (RunStoreException.IsFromFileSystem(exception))
        {
            throw RunStoreException.From("write", path, exception);
        }
    }

    /// <summary>Writes one record.</summary>
    /// <param name="record">The record.</param>
    /// <exception cref="RunStoreException">It cannot be written, for instance because the disk is full.</exception>
    /// <exception cref="ArgumentException">A number of it is not finite.</exception>
    public void Append(T record)
    {
        byte[] line = JsonLines.LineOf(record);
        try
        {
            _stream.Write(line);
        }
        catch (Exception exception) when (RunStoreException.IsFromFileSystem(exception))
        {
            throw RunStoreException.From("write", _path, exception);
        }
    }

    /// <summary>Waits until all records are on the disk; to be called before a checkpoint that relies on them.</summary>
    /// <exception cref="RunStoreException">They cannot be written.</exception>
    public void FlushToDisk()
    {
        try
        {
            _stream.Flush(flushToDisk: true);
        }
        catch (Exception exception) when (RunStoreException.IsFromFileSystem(exception))
        {
            throw RunStoreException.From("write", _path, exception);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    /// <summary>The position behind the last newline, found from the end in blocks.</summary>
    private static long EndOfLastLine(FileStream stream)
    {
        byte[] block = new byte[4096];
        long end = stream.Length;
        while (end > 0)
        {
            int length = (int)Math.Min(block.Length, end);
            stream.Position = end - length;
            stream.ReadExactly(block, 0, length);
            int newline = block.AsSpan(0, length).LastIndexOf(JsonLines.Newline);
            if (newline >= 0)
            {
                return end - length + newline + 1;
            }

            end -= length;
        }

        return 0;
    }
}
