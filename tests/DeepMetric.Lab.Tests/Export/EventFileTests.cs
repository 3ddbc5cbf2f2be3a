using System.Text;
using CsCheck;
using DeepMetric.Lab.Export;
using DeepMetric.Lab.Store;

namespace DeepMetric.Lab.Tests.Export;

public sealed class EventFileTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, 250, TimeSpan.FromHours(2));

    private static readonly Gen<ScalarEvent> AnyScalar = Gen.Select(Gen.Long[0, long.MaxValue], Gen.Int[0, 1_000_000], Gen.String[1, 200].Where(IsText), Gen.Float)
        .Select((step, milliseconds, tag, value) => new ScalarEvent(step, Start.AddMilliseconds(milliseconds), tag, value));

    [Fact]
    public void A_naive_reader_finds_all_scalars_again() => AnyScalar.Array[0, 20].Sample(
        scalars =>
        {
            ReadEvent[] events = Read(Bytes(scalars));
            Assert.Equal("brain.Event:2", events[0].Version);
            Assert.Null(events[0].Tag);
            Assert.Equal(scalars.Length, events.Length - 1);
            foreach ((ScalarEvent scalar, ReadEvent read) in scalars.Zip(events.Skip(1)))
            {
                Assert.Null(read.Version);
                Assert.Equal(scalar.Step, read.Step);
                Assert.Equal(scalar.Tag, read.Tag);
                Assert.Equal(scalar.WallTime.ToUnixTimeMilliseconds() / 1000.0, read.WallTime, 1e-6);
                Assert.Equal(BitConverter.SingleToInt32Bits((float)scalar.Value), BitConverter.SingleToInt32Bits(read.Value!.Value));
            }
        },
        threads: 1);

    // Worked by hand: 0x09 and a double; 0x10 and the step 300 as AC 02; 0x2A and a summary of 10 bytes, in it 0x0A and a value of 8, in it the tag and 0x15 with a float.
    [Fact]
    public void A_scalar_has_the_bytes_of_the_protocol() => Assert.Equal(
        "09" + "000000000000F83F" + "10AC02" + "2A0A" + "0A08" + "0A0161" + "150000803F",
        Convert.ToHexString(EventMessage.Scalar(new ScalarEvent(300, DateTimeOffset.UnixEpoch.AddSeconds(1.5), "a", 1))));

    // The twelve bytes before the message are those at the head of every event file.
    [Fact]
    public void A_file_begins_with_its_version() => Assert.Equal(
        "1800000000000000" + "A37F4B22" + "090000000000000000" + "1A0D" + Convert.ToHexString("brain.Event:2"u8) + Convert.ToHexString(BitConverter.GetBytes(Crc32C.MaskedOf(EventMessage.Version(DateTimeOffset.UnixEpoch)))),
        Convert.ToHexString(Bytes([])));

    [Fact]
    public void Numbers_that_are_not_finite_are_kept()
    {
        ReadEvent[] events = Read(Bytes([new(0, Start, "a", double.NaN), new(1, Start, "a", double.NegativeInfinity), new(2, Start, "a", 1e300)]));
        Assert.Equal([float.NaN, float.NegativeInfinity, float.PositiveInfinity], events.Skip(1).Select(read => read.Value!.Value));
    }

    [Fact]
    public void A_run_is_one_file_with_its_time_and_no_trace_of_the_machine()
    {
        using var folder = new TemporaryFolder();
        ScalarEvent[] scalars = [new(1, Start, "train/loss", 0.5), new(2, Start.AddSeconds(1), "train/loss", 0.25)];
        string path = Cultures.SameUnderAll(() => EventFile.Write(folder["runs/triplet"], scalars));
        Assert.Equal(Path.Combine(folder["runs/triplet"], "events.out.tfevents.1772359200.deepmetric"), path);
        Assert.Equal(Bytes(scalars), File.ReadAllBytes(path));
        Assert.Equal([path], Directory.EnumerateFiles(folder["runs/triplet"]));
        Assert.EndsWith(".0000000000.none-1", EventFile.Write(folder["none"], [], "none-1"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.b")]
    [InlineData("a/b")]
    [InlineData("ä")]
    [InlineData("")]
    public void Other_names_are_refused(string name) => Assert.Throws<ArgumentException>(() => EventFile.NameOf(Start, name));

    [Fact]
    public void Scalars_without_a_step_or_a_tag_are_refused_and_leave_no_file()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("found step -1 and tag \"a\"", Assert.Throws<ArgumentException>(() => EventFile.Write(folder.FolderPath, [new(-1, Start, "a", 1)])).Message, StringComparison.Ordinal);
        Assert.Contains("found step 0 and tag \"\"", Assert.Throws<ArgumentException>(() => EventFile.Write(folder.FolderPath, [new(0, Start, string.Empty, 1)])).Message, StringComparison.Ordinal);
        Assert.Empty(folder.Names);
    }

    [Fact]
    public void A_file_in_the_place_of_the_folder_is_named()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["taken"], string.Empty);
        Assert.StartsWith($"Cannot create '{folder["taken"]}': ", Assert.Throws<RunStoreException>(() => EventFile.Write(folder["taken"], [])).Message, StringComparison.Ordinal);
    }

    // Half of a surrogate pair is no text that UTF-8 could hold.
    private static bool IsText(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text;

    private static byte[] Bytes(ScalarEvent[] scalars)
    {
        using var stream = new MemoryStream();
        EventFile.Write(stream, scalars);
        return stream.ToArray();
    }

    /// <summary>Takes records apart, checks their sums and reads the few fields of an event.</summary>
    private static ReadEvent[] Read(byte[] file)
    {
        List<ReadEvent> events = [];
        for (int at = 0; at < file.Length;)
        {
            int length = (int)BitConverter.ToInt64(file, at);
            Assert.Equal(Unmask(BitConverter.ToUInt32(file, at + 8)), Crc32CTests.Naive(file[at..(at + 8)]));
            byte[] message = file[(at + 12)..(at + 12 + length)];
            Assert.Equal(Unmask(BitConverter.ToUInt32(file, at + 12 + length)), Crc32CTests.Naive(message));
            events.Add(ReadMessage(message));
            at += length + 16;
        }

        return [.. events];
    }

    private static uint Unmask(uint masked)
    {
        uint turned = unchecked(masked - 0xA282EAD8);
        return (turned >> 17) | (turned << 15);
    }

    private static ReadEvent ReadMessage(byte[] message)
    {
        Dictionary<int, object> fields = Fields(message);
        string? version = fields.TryGetValue(3, out object? text) ? Encoding.UTF8.GetString((byte[])text) : null;
        double wallTime = BitConverter.ToDouble((byte[])fields[1]);
        if (!fields.TryGetValue(5, out object? summary))
        {
            return new ReadEvent(wallTime, 0, version, null, null);
        }

        Dictionary<int, object> value = Fields((byte[])Fields((byte[])summary)[1]);
        return new ReadEvent(wallTime, (long)(ulong)fields[2], version, Encoding.UTF8.GetString((byte[])value[1]), BitConverter.ToSingle((byte[])value[2]));
    }

    private static Dictionary<int, object> Fields(byte[] message)
    {
        Dictionary<int, object> fields = [];
        int at = 0;
        ulong Varint()
        {
            ulong value = 0;
            for (int shift = 0; ; shift += 7)
            {
                byte next = message[at++];
                value |= (ulong)(next & 0x7F) << shift;
                if (next < 0x80)
                {
                    return value;
                }
            }
        }

        byte[] Take(int count)
        {
            at += count;
            return message[(at - count)..at];
        }

        while (at < message.Length)
        {
            ulong key = Varint();
            fields.Add((int)(key >> 3), (key & 7) switch
            {
                0 => Varint(),
                1 => Take(8),
                2 => Take((int)Varint()),
                5 => Take(4),
                ulong other => throw new InvalidDataException($"wire type {other}"),
            });
        }

        return fields;
    }

    private sealed record ReadEvent(double WallTime, long Step, string? Version, string? Tag, float? Value);
}
