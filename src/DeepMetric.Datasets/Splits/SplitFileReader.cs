using System.Text.Json;

namespace DeepMetric.Datasets;

/// <summary>Reads the JSON form of a plan; see <see cref="SplitFile"/>.</summary>
internal ref struct SplitFileReader
{
    private const int MaxNotes = 1000;
    private static readonly string[] _required = ["schema", "dataset", "name", "kind", "sha256", "train", "validation", "test"];

    private readonly ReadOnlySpan<byte> _content;
    private readonly string _file;
    private readonly SplitSource _source;
    private readonly SplitAssignment _assignment;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly int _bom;
    private Utf8JsonReader _json;
    private string? _dataset;
    private string? _name;
    private SplitKind? _kind;
    private int? _seed;
    private int? _fold;
    private int? _folds;
    private SplitShares? _shares;
    private string? _sha256;
    private long _sha256At;
    private List<string> _notes = [];

    public SplitFileReader(ReadOnlySpan<byte> content, string file, SplitSource source)
    {
        _content = content;
        _file = file;
        _source = source;
        _assignment = new(source);
        _bom = content.StartsWith("\uFEFF"u8) ? 3 : 0;
        _json = new(content[_bom..], new JsonReaderOptions { MaxDepth = 4 });
    }

    private readonly long TokenAt => _bom + _json.TokenStartIndex;

    public SplitPlan Read()
    {
        try
        {
            return ReadObject();
        }
        catch (JsonException problem)
        {
            string reason = problem.Message;
            int end = reason.IndexOf(" LineNumber:", StringComparison.Ordinal);
            throw new InvalidDataException(Located(_bom + _json.BytesConsumed, "sound JSON", $"damage ({(end < 0 ? reason : reason[..end]).TrimEnd('.')})"), problem);
        }
    }

    private SplitPlan ReadObject()
    {
        Next();
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            throw Unexpected("an object");
        }

        Next();
        while (_json.TokenType != JsonTokenType.EndObject)
        {
            ReadField();
            Next();
        }

        HashSet<string> seen = _seen;
        if (Array.Find(_required, field => !seen.Contains(field)) is string missing)
        {
            throw Error(TokenAt, $"the field {missing}", "the end of the object");
        }

        if (_fold.HasValue != _folds.HasValue || _fold > _folds)
        {
            throw Error(TokenAt, "a fold from 1 to folds, or neither", FormattableString.Invariant($"fold {_fold} of folds {_folds}"));
        }

        // Whatever follows the object is damage that only reading on can find.
        _json.Read();
        SplitPlan plan = Join();
        return plan.Sha256 == _sha256
            ? plan
            : throw Error(_sha256At, $"the SHA-256 of the items listed, {plan.Sha256}", SplitText.Quote(_sha256!));
    }

    private readonly SplitPlan Join() => new(
        _source, _kind!.Value, _name!, _assignment.Places(ItemPart.Train), _assignment.Places(ItemPart.Validation), _assignment.Places(ItemPart.Test))
    {
        Seed = _seed,
        Fold = _fold,
        Folds = _folds,
        Shares = _shares,
        Notes = _notes,
    };

    private void ReadField()
    {
        long at = TokenAt;
        string field = Text("a field's name");
        if (_seen.Count == 0 && field != "schema")
        {
            throw Error(at, "the field schema first", SplitText.Quote(field));
        }

        if (!_seen.Add(field))
        {
            throw Error(at, "each field once", $"{field} again");
        }

        Next();
        switch (field)
        {
            case "schema":
                Require(SplitFile.Schema, Text($"the text {SplitFile.Schema}"), "the schema");
                break;
            case "dataset":
                _dataset = Text("the data set's name");
                Require(_source.Dataset, _dataset, "a split of the data set");
                break;
            case "name":
                _name = Text("the split's name");
                Require(!string.IsNullOrWhiteSpace(_name), "a name that is not blank", _name);
                break;
            case "kind":
                string kind = Text("the kind of split");
                Require(SplitKinds.TryParse(kind, out SplitKind parsed), $"one of {string.Join(", ", SplitKinds.Names)}", kind);
                _kind = parsed;
                break;
            case "seed":
                _seed = Number(int.MinValue);
                break;
            case "fold":
                _fold = Number(1);
                break;
            case "folds":
                _folds = Number(1);
                break;
            case "shares":
                _shares = Shares();
                break;
            case "contentHash":
                string hash = Text("a fingerprint");
                Require(_source.ContentHash ?? hash, hash, $"a split of {_source.Dataset} with the content");
                break;
            case "notes":
                _notes = Notes();
                break;
            case "sha256":
                _sha256At = TokenAt;
                _sha256 = Text("a SHA-256");
                break;
            case "train" or "validation" or "test":
                Names(SplitAssignment.PartOf(field)!.Value, at);
                break;
            default:
                throw Error(at, $"a field of {SplitFile.Schema}", SplitText.Quote(field));
        }
    }

    private void Names(ItemPart part, long at)
    {
        // A list of another data set would otherwise be reported by its first name, which says little.
        if (_dataset is null)
        {
            throw Error(at, "the field dataset before the items", SplitAssignment.NameOf(part));
        }

        StartArray();
        while (_json.TokenType != JsonTokenType.EndArray)
        {
            string? problem = _assignment.Put(Text("an item's name"), part);
            if (problem is not null)
            {
                throw Error(TokenAt, $"an item of {_source.Dataset} that is in no part yet", problem);
            }

            Next();
        }
    }

    private SplitShares Shares()
    {
        long at = TokenAt;
        var values = new double[3];
        StartArray();
        for (int i = 0; i < values.Length; i++)
        {
            if (_json.TokenType != JsonTokenType.Number || !_json.TryGetDouble(out values[i]))
            {
                throw Unexpected("a share");
            }

            Next();
        }

        if (_json.TokenType != JsonTokenType.EndArray)
        {
            throw Unexpected("the end of three shares");
        }

        try
        {
            return new(values[0], values[1], values[2]);
        }
        catch (ArgumentException problem)
        {
            throw new InvalidDataException(Located(at, "shares that add up to 1", FormattableString.Invariant($"{values[0]}, {values[1]}, {values[2]}")), problem);
        }
    }

    private List<string> Notes()
    {
        var notes = new List<string>();
        StartArray();
        while (_json.TokenType != JsonTokenType.EndArray)
        {
            notes.Add(Text("a note"));
            Require(notes.Count <= MaxNotes, $"at most {MaxNotes} notes", "one more");
            Next();
        }

        return notes;
    }

    private void StartArray()
    {
        if (_json.TokenType != JsonTokenType.StartArray)
        {
            throw Unexpected("a list");
        }

        Next();
    }

    private readonly int Number(int least) =>
        _json.TokenType == JsonTokenType.Number && _json.TryGetInt32(out int value) && value >= least
            ? value
            : throw Unexpected($"a whole number from {least} to {int.MaxValue}");

    private readonly string Text(string what)
    {
        if (_json.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
        {
            throw Unexpected(what);
        }

        try
        {
            return _json.GetString()!;
        }
        catch (InvalidOperationException problem)
        {
            throw new InvalidDataException(Located(TokenAt, $"{what} in sound UTF-8", "bytes or halves of surrogate pairs that are no text"), problem);
        }
    }

    private void Next()
    {
        if (!_json.Read())
        {
            throw Error(_content.Length, "more JSON", "the end of the file");
        }
    }

    private readonly void Require(string expected, string found, string what) =>
        Require(expected == found, $"{what} {SplitText.Quote(expected)}", found);

    private readonly void Require(bool isSound, string expected, string found)
    {
        if (!isSound)
        {
            throw Error(TokenAt, expected, SplitText.Quote(found));
        }
    }

    private readonly InvalidDataException Unexpected(string expected) => Error(TokenAt, expected, _json.TokenType switch
    {
        JsonTokenType.String => "a text",
        JsonTokenType.Number => "another number",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.EndArray => "the end of the list",
        JsonTokenType.True or JsonTokenType.False => "a truth value",
        _ => "null",
    });

    private readonly InvalidDataException Error(long at, string expected, string found) => new(Located(at, expected, found));

    private readonly string Located(long at, string expected, string found)
    {
        int line = 1 + _content[..(int)Math.Min(at, _content.Length)].Count((byte)'\n');
        return $"{_file}, line {line}, byte {at}: expected {expected}, found {found}.";
    }
}
