using System.IO.MemoryMappedFiles;

namespace DeepMetric.Weights;

/// <summary>A file mapped into memory for reading.</summary>
/// <remarks>
/// The system brings pages in when they are looked at. A file that becomes shorter while it is mapped would end the process at a page that is gone;
/// the length is therefore asked for again before every access, which leaves only the moment of the copy itself.
/// </remarks>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly FileStream _stream;
    private readonly MemoryMappedFile? _map;
    private readonly MemoryMappedViewAccessor? _view;
    private byte* _start;
    private bool _disposed;

    /// <summary>Maps a file.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public MappedFile(string path)
    {
        Path = path;
        _stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1);
        try
        {
            Length = _stream.Length;
            if (Length > 0)
            {
                _map = MemoryMappedFile.CreateFromFile(_stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
                _view = _map.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
                _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
                _start += _view.PointerOffset;
            }
        }
        catch
        {
            _view?.Dispose();
            _map?.Dispose();
            _stream.Dispose();
            throw;
        }
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Its length in bytes when it was opened.</summary>
    public long Length { get; }

    /// <summary>A part of the file; valid until this is disposed.</summary>
    /// <exception cref="InvalidDataException">The file became shorter.</exception>
    public ReadOnlySpan<byte> Span(long offset, int length)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length - offset);
        long now = RandomAccess.GetLength(_stream.SafeFileHandle);
        return now >= Length
            ? new ReadOnlySpan<byte>(_start + offset, length)
            : throw Damage.At(Path, now, $"{Length} bytes, as when it was opened", "the end of the file");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            if (_view is not null)
            {
                _view.SafeMemoryMappedViewHandle.ReleasePointer();
                _view.Dispose();
            }

            _map?.Dispose();
            _stream.Dispose();
            _start = null;
        }
    }
}
