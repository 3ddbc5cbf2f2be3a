using System.Buffers.Binary;
using System.Globalization;
using DeepMetric.Lab.Store;

namespace DeepMetric.Lab.Export;

/// <summary>Writes the scalars of a training run as an event file, which TensorBoard shows: one folder per run, one file in it.</summary>
/// <remarks>
/// <para>The file is a row of TFRecords (length, its masked CRC-32C, message, its masked CRC-32C), each an <c>Event</c> of TensorFlow's protocol; the first
/// names the version, the others hold one scalar each.</para>
/// <para>Its name is <c>events.out.tfevents.(seconds).(name)</c>, with the first scalar's time and no trace of the machine: the same scalars give the
/// same file.</para>
/// </remarks>
public static class EventFile
{
    /// <summary>Writes a run's scalars into its folder.</summary>
    /// <param name="folder">The run's folder, which TensorBoard calls it by; it is made if missing.</param>
    /// <param name="scalars">The scalars, in the order of time; steps of one tag ascend.</param>
    /// <param name="name">The last part of the file's name: letters of ASCII, digits, hyphens and underscores.</param>
    /// <returns>The file's path.</returns>
    /// <exception cref="ArgumentException">A step is negative, a tag is empty, or the name holds other characters.</exception>
    /// <exception cref="RunStoreException">The file cannot be written.</exception>
    public static string Write(string folder, IEnumerable<ScalarEvent> scalars, string name = "deepmetric")
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(scalars);
        ScalarEvent[] all = [.. scalars];
        string path = Path.Combine(folder, NameOf(StartOf(all), name));
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (RunStoreException.IsFromFileSystem(exception))
        {
            throw RunStoreException.From("create", folder, exception);
        }

        AtomicFile.Write(path, stream => Write(stream, all));
        return path;
    }

    /// <summary>Writes the content of an event file.</summary>
    /// <param name="stream">Receives the bytes.</param>
    /// <param name="scalars">The scalars, in the order of time; steps of one tag ascend.</param>
    /// <exception cref="ArgumentException">A step is negative, or a tag is empty.</exception>
    public static void Write(Stream stream, IReadOnlyList<ScalarEvent> scalars)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(scalars);
        WriteRecord(stream, EventMessage.Version(StartOf(scalars)));
        foreach (ScalarEvent scalar in scalars)
        {
            Check(scalar);
            WriteRecord(stream, EventMessage.Scalar(scalar));
        }
    }

    /// <summary>The name of an event file.</summary>
    /// <param name="start">The time in it, in whole seconds.</param>
    /// <param name="name">Its last part: letters of ASCII, digits, hyphens and underscores.</param>
    /// <exception cref="ArgumentException">The name is empty or holds other characters.</exception>
    public static string NameOf(DateTimeOffset start, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
            ? string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{start.ToUnixTimeSeconds():D10}.{name}")
            : throw new ArgumentException($"Expected letters of ASCII, digits, hyphens and underscores, found \"{name}\".", nameof(name));
    }

    private static DateTimeOffset StartOf(IReadOnlyList<ScalarEvent> scalars) => scalars.Count > 0 ? scalars[0].WallTime : DateTimeOffset.UnixEpoch;

    private static void Check(ScalarEvent scalar)
    {
        if (scalar.Step < 0 || string.IsNullOrEmpty(scalar.Tag))
        {
            string found = string.Create(CultureInfo.InvariantCulture, $"step {scalar.Step} and tag \"{scalar.Tag}\"");
            throw new ArgumentException($"Expected a step of 0 or more and a tag, found {found}.", nameof(scalar));
        }
    }

    private static void WriteRecord(Stream stream, byte[] message)
    {
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        Span<byte> sum = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)message.Length);
        stream.Write(length);
        BinaryPrimitives.WriteUInt32LittleEndian(sum, Crc32C.MaskedOf(length));
        stream.Write(sum);
        stream.Write(message);
        BinaryPrimitives.WriteUInt32LittleEndian(sum, Crc32C.MaskedOf(message));
        stream.Write(sum);
    }
}
