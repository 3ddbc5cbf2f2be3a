using System.Buffers.Binary;
using System.Text;

namespace DeepMetric.Native;

/// <summary>The dynamic-linking tables of a 64-bit little-endian ELF shared library, read and edited in place.</summary>
/// <remarks>Layout: System V ABI, chapter 5, and the GNU symbol-versioning extension (Drepper, "ELF Symbol Versioning").</remarks>
internal sealed class ElfImage
{
    private const uint DynamicSymbols = 11;
    private const uint GnuVersionNeeds = 0x6ffffffe;
    private const uint GnuVersionIndexes = 0x6fffffff;
    private const int SymbolSize = 24;

    private readonly byte[] _bytes;
    private readonly Section _symbols;
    private readonly Section _strings;
    private readonly Section _versionIndexes;
    private readonly Section _versionNeeds;

    /// <summary>Reads the tables of a library.</summary>
    /// <param name="bytes">The whole file; later edits change this array.</param>
    /// <exception cref="InvalidDataException">The bytes are no such library; the message names the offset and what was expected.</exception>
    public ElfImage(byte[] bytes)
    {
        _bytes = bytes;
        Expect(bytes.Length >= 64, 0, "a file header of 64 bytes");
        Expect(bytes.AsSpan(0, 4).SequenceEqual("\u007fELF"u8), 0, "the ELF magic number");
        Expect(bytes[4] == 2 && bytes[5] == 1, 4, "a 64-bit little-endian file");
        Expect(U16(18) == 62, 18, "the machine type x86-64");

        ulong table = U64(40);
        int size = U16(58);
        int count = U16(60);
        Expect(size == 64 && table <= (ulong)bytes.Length && (ulong)(size * count) <= (ulong)bytes.Length - table, 40, "a section table inside the file");

        var sections = new List<Section>();
        for (int i = 0; i < count; i++)
        {
            int at = (int)table + (i * size);
            uint kind = U32(at + 4);
            ulong offset = U64(at + 24);
            ulong length = U64(at + 32);
            bool inFile = kind == 8 || (offset <= (ulong)bytes.Length && length <= (ulong)bytes.Length - offset);
            Expect(inFile, at + 24, "a section inside the file");
            sections.Add(kind == 8 ? default : new Section(kind, (int)offset, (int)length, (int)U32(at + 40), (int)U32(at + 44)));
        }

        _symbols = Only(sections, DynamicSymbols, "dynamic symbol table");
        _versionIndexes = Only(sections, GnuVersionIndexes, "version index table");
        _versionNeeds = Only(sections, GnuVersionNeeds, "version requirement table");
        Expect(_symbols.Link > 0 && _symbols.Link < sections.Count && sections[_symbols.Link].Length > 0, _symbols.Offset, "a string table for the symbols");
        _strings = sections[_symbols.Link];
        Expect(_versionNeeds.Link == _symbols.Link, _versionNeeds.Offset, "one string table for symbols and versions");
        Expect(_versionIndexes.Length / 2 == SymbolCount, _versionIndexes.Offset, "one version index per symbol");
    }

    private int SymbolCount => _symbols.Length / SymbolSize;

    /// <summary>The versions this library asks of another one, e.g. of <c>libstdc++.so.6</c>.</summary>
    public IReadOnlyList<NeededVersion> VersionsNeededFrom(string library)
    {
        var found = new List<NeededVersion>();
        int at = _versionNeeds.Offset;
        for (int i = 0; i < _versionNeeds.Info; i++)
        {
            ExpectInNeeds(at);
            bool matches = Text(U32(at + 4)) == library;
            int auxiliary = at + (int)U32(at + 8);
            int auxiliaries = U16(at + 2);
            for (int j = 0; j < auxiliaries; j++)
            {
                ExpectInNeeds(auxiliary);
                if (matches)
                {
                    found.Add(new NeededVersion(Text(U32(auxiliary + 8)), U16(auxiliary + 6), auxiliary));
                }

                auxiliary += (int)U32(auxiliary + 12);
            }

            at += (int)U32(at + 12);
        }

        return found;
    }

    /// <summary>The undefined function of this name.</summary>
    public Symbol UndefinedFunction(string name)
    {
        Symbol[] found = Symbols().Where(symbol => symbol.Name == name).ToArray();
        Expect(found.Length == 1, _symbols.Offset, $"exactly one dynamic symbol {name}, found {found.Length}");
        int at = found[0].Offset;
        Expect(U16(at + 6) == 0 && (_bytes[at + 4] & 15) is 0 or 2, at, $"{name} to be an undefined function");
        return found[0];
    }

    /// <summary>All dynamic symbols that carry a version index.</summary>
    public IEnumerable<Symbol> SymbolsWithVersion(ushort version) => Symbols().Where(symbol => symbol.Version == version);

    /// <summary>Gives a symbol the name of another one.</summary>
    public void Rename(Symbol symbol, Symbol as_) =>
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(symbol.Offset), U32(as_.Offset));

    /// <summary>Binds a symbol to another version index.</summary>
    public void BindToVersion(Symbol symbol, ushort version) =>
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(symbol.VersionOffset), version);

    /// <summary>Makes one required version ask for what another one asks for.</summary>
    public void ReplaceNeed(NeededVersion version, NeededVersion by)
    {
        _bytes.AsSpan(by.Offset, 4).CopyTo(_bytes.AsSpan(version.Offset));
        _bytes.AsSpan(by.Offset + 8, 4).CopyTo(_bytes.AsSpan(version.Offset + 8));
    }

    private IEnumerable<Symbol> Symbols()
    {
        for (int i = 0; i < SymbolCount; i++)
        {
            int at = _symbols.Offset + (i * SymbolSize);
            int versionAt = _versionIndexes.Offset + (i * 2);
            yield return new Symbol(Text(U32(at)), (ushort)(U16(versionAt) & 0x7fff), at, versionAt);
        }
    }

    private static Section Only(List<Section> sections, uint kind, string name)
    {
        int found = sections.Count(section => section.Kind == kind);
        Expect(found == 1, 40, $"exactly one {name}, found {found}");
        return sections.First(section => section.Kind == kind);
    }

    private string Text(uint offset)
    {
        Expect(offset < (uint)_strings.Length, _strings.Offset, "a name inside the string table");
        ReadOnlySpan<byte> rest = _bytes.AsSpan(_strings.Offset + (int)offset, _strings.Length - (int)offset);
        int end = rest.IndexOf((byte)0);
        Expect(end >= 0, _strings.Offset + (int)offset, "a name that ends");
        return Encoding.ASCII.GetString(rest[..end]);
    }

    private void ExpectInNeeds(int at) =>
        Expect(at >= _versionNeeds.Offset && at + 16 <= _versionNeeds.Offset + _versionNeeds.Length, at, "an entry inside the version requirement table");

    private static void Expect(bool holds, int offset, string what)
    {
        if (!holds)
        {
            throw new InvalidDataException($"byte {offset}: expected {what}");
        }
    }

    private ushort U16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(at));

    private uint U32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(at));

    private ulong U64(int at) => BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(at));

    /// <summary>A dynamic symbol, its version index, and where both stand in the file.</summary>
    internal readonly record struct Symbol(string Name, ushort Version, int Offset, int VersionOffset);

    /// <summary>A version required of another library, and where the requirement stands in the file.</summary>
    internal readonly record struct NeededVersion(string Name, ushort Index, int Offset);

    private readonly record struct Section(uint Kind, int Offset, int Length, int Link, int Info);
}
