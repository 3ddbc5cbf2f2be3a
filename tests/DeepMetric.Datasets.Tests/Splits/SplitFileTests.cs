using CsCheck;

namespace DeepMetric.Datasets.Tests;

public sealed class SplitFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_read_equals_what_was_written()
    {
        string path = Path.Combine(_folder, "plan.json");
        Gen.Select(SplitSources.Full, Gen.Int, Gen.Int[0, 3], Gen.Bool, Gen.Int).Where((source, _, kind, _, _) => kind != 1 || source.Labels.GroupBy(label => label).Any(items => items.Key >= 0 && items.Count() > 1)).Sample(
            (source, seed, kind, hasHash, order) =>
            {
                SplitSource known = source with { ContentHash = hasHash ? "0123abcd" : null };
                SplitPlan plan = kind switch
                {
                    0 => ClassDisjointSplit.Halves(known, seed),
                    1 => ClosedSetSplit.Plan(known, new(0.7, 0.2, 0.1), seed),
                    2 => ClassDisjointSplit.Folds(SplitSources.Make([3, 3, 3, 3]), 2, seed)[1],
                    _ => new(known, SplitKind.File, "by \"hand\" \u0001\n日本", [0], [], []) { Notes = ["a\nb", "é"] },
                };
                known = kind == 2 ? SplitSources.Make([3, 3, 3, 3]) : known;
                SplitFile.Save(path, plan, known);
                Assert.Equal(plan, SplitFile.Load(path, known));
                SplitSource other = SplitSources.Permute(known, order);
                Assert.True(SplitSources.SaysTheSame(known, plan, other, SplitFile.Load(path, other)));
            },
            iter: 200,
            threads: 1);
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_file_has_a_name_a_line_and_the_same_bytes_each_time()
    {
        SplitSource source = Small();
        SplitPlan plan = new(source, SplitKind.ClassDisjoint, "by-hand", [0, 2], [], [1]) { Seed = 4, Fold = 1, Folds = 2, Shares = new(0.5, 0.25, 0.25), Notes = ["one"] };
        string path = Path.Combine(_folder, "plan.json");
        SplitFile.Save(path, plan, source);
        string expected = $$"""
            {
             "schema": "deepmetric-split/1",
             "dataset": "made",
             "name": "by-hand",
             "kind": "class-disjoint",
             "seed": 4,
             "fold": 1,
             "folds": 2,
             "shares": [
              0.5,
              0.25,
              0.25
             ],
             "contentHash": "00ff",
             "notes": [
              "one"
             ],
             "sha256": "{{plan.Sha256}}",
             "train": [
              "a b.png",
              "é, \"c\".png"
             ],
             "validation": [],
             "test": [
              "b.png"
             ]
            }

            """;
        Assert.Equal(expected.ReplaceLineEndings("\n"), File.ReadAllText(path));
        byte[] first = File.ReadAllBytes(path);
        SplitFile.Save(path, plan, source);
        Assert.Equal(first, File.ReadAllBytes(path));
        Assert.Equal(1, SplitFile.Load(path, source).UnassignedCount);
    }

    [Theory]
    [InlineData("\"schema\": \"deepmetric-split/1\"", "\"schema\": \"deepmetric-split/2\"", "line 2, byte 13: expected the schema \"deepmetric-split/1\", found \"deepmetric-split/2\".")]
    [InlineData("\"schema\"", "\"scheme\"", "line 2, byte 3: expected the field schema first, found \"scheme\".")]
    [InlineData("\"dataset\": \"made\"", "\"dataset\": \"cub200\"", "line 3, byte 47: expected a split of the data set \"made\", found \"cub200\".")]
    [InlineData("\"dataset\": \"made\",", "", "line 12, byte 216: expected the field dataset before the items, found train.")]
    [InlineData("\"00ff\"", "\"00fe\"", "expected a split of made with the content \"00ff\", found \"00fe\".")]
    [InlineData("\"class-disjoint\"", "\"random\"", "expected one of official, closed-set, class-disjoint, file, found \"random\".")]
    [InlineData("\"seed\": 4", "\"seed\": 4000000000", "expected a whole number from -2147483648 to 2147483647, found another number.")]
    [InlineData("\"seed\": 4", "\"seed\": 4.5", "expected a whole number from -2147483648 to 2147483647, found another number.")]
    [InlineData("\"seed\": 4", "\"seed\": {}", "expected a whole number from -2147483648 to 2147483647, found an object.")]
    [InlineData("\"seed\": 4", "\"seed\": 4, \"seed\": 4", "expected each field once, found seed again.")]
    [InlineData("\"seed\": 4", "\"sead\": 4", "expected a field of deepmetric-split/1, found \"sead\".")]
    [InlineData("\"seed\": 4", "\"fold\": 4", "expected a fold from 1 to folds, or neither, found fold 4 of folds .")]
    [InlineData("\"seed\": 4", "\"shares\": [0.5, 0.5, 0.5]", "expected shares that add up to 1, found 0.5, 0.5, 0.5.")]
    [InlineData("\"seed\": 4", "\"shares\": [0.5, 0.5]", "expected a share, found the end of the list.")]
    [InlineData("\"seed\": 4", "\"shares\": [1, 0, 0, 0]", "expected the end of three shares, found another number.")]
    [InlineData("\"seed\": 4", "\"shares\": [1e999, 0, 0]", "expected shares that add up to 1")]
    [InlineData("\"a b.png\"", "\"x.png\"", "expected an item of made that is in no part yet, found \"x.png\", which made does not have.")]
    [InlineData("\"a b.png\"", "\"b.png\"", "expected an item of made that is in no part yet, found \"b.png\" again, which is in train already.")]
    [InlineData("\"a b.png\"", "\"é, \\\"c\\\".png\"", "found \"é, \"c\".png\" again, which is in train already.")]
    [InlineData("\"a b.png\"", "\"d.png\"", "line 11, byte 165: expected the SHA-256 of the items listed, ")]
    [InlineData("\"a b.png\"", "\"\\ud800\"", "expected an item's name in sound UTF-8, found bytes or halves of surrogate pairs that are no text.")]
    [InlineData("\"a b.png\"", "[\"a b.png\"]", "expected an item's name, found a list.")]
    [InlineData("\"a b.png\",", "\"a b.png\" ", "line 14, byte 260: expected sound JSON, found damage (")]
    [InlineData("\"test\"", "\"tests\"", "expected a field of deepmetric-split/1, found \"tests\".")]
    public void Damage_is_named_by_line_and_byte(string old, string put, string message)
    {
        SplitSource source = Small();
        SplitPlan plan = new(source, SplitKind.ClassDisjoint, "p", [0, 2], [], [1]) { Seed = 4, Notes = ["a"] };
        string path = Path.Combine(_folder, "plan.json");
        SplitFile.Save(path, plan, source);
        string text = File.ReadAllText(path);
        Assert.Contains(old, text, StringComparison.Ordinal);
        int at = text.IndexOf(old, StringComparison.Ordinal);
        File.WriteAllText(path, string.Concat(text.AsSpan(0, at), put, text.AsSpan(at + old.Length)));
        InvalidDataException problem = Assert.Throws<InvalidDataException>(() => SplitFile.Load(path, source));
        Assert.StartsWith($"{path}, line ", problem.Message, StringComparison.Ordinal);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_early_end_and_a_late_one_are_named()
    {
        SplitSource source = Small();
        byte[] sound = SplitFile.Format(new(source, SplitKind.File, "p", [0], [], [1]), source);
        Assert.Equal("p", SplitFile.Parse([0xEF, 0xBB, 0xBF, .. sound], "file", source).Name);
        for (int length = 0; length < sound.Length - 2; length++)
        {
            InvalidDataException problem = Assert.Throws<InvalidDataException>(() => SplitFile.Parse(sound.AsSpan(0, length), "file", source));
            Assert.Matches("^file, line [0-9]+, byte [0-9]+: expected ", problem.Message);
        }

        Assert.Throws<InvalidDataException>(() => SplitFile.Parse([.. sound, .. "{}"u8], "file", source));
        Assert.Throws<InvalidDataException>(() => SplitFile.Parse("[]"u8, "file", source));
        Assert.Throws<InvalidDataException>(() => SplitFile.Parse("{}"u8, "file", source));
    }

    [Fact]
    public void A_plan_of_other_items_is_not_written_and_the_old_file_stays()
    {
        SplitSource source = SplitSources.Make([4, 4]);
        SplitPlan plan = ClassDisjointSplit.Halves(source);
        string path = Path.Combine(_folder, "plan.json");
        SplitFile.Save(path, plan, source);
        byte[] before = File.ReadAllBytes(path);
        Assert.Throws<ArgumentException>(() => SplitFile.Save(path, plan, SplitSources.Make([4, 5])));
        Assert.Throws<ArgumentException>(() => SplitFile.Save(path, plan, SplitSources.Permute(source, 5)));
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Throws<DirectoryNotFoundException>(() => SplitFile.Save(Path.Combine(_folder, "none", "plan.json"), plan, source));
        Assert.Throws<FileNotFoundException>(() => SplitFile.Load(Path.Combine(_folder, "other.json"), source));
    }

    [Fact]
    public void A_content_hash_is_compared_only_where_both_sides_know_it()
    {
        SplitSource source = Small();
        SplitSource unknown = source with { ContentHash = null };
        SplitPlan plan = new(source, SplitKind.File, "p", [0], [], [1]);
        Assert.Equal(plan, SplitFile.Parse(SplitFile.Format(plan, source), "file", unknown));
        Assert.Equal(plan, SplitFile.Parse(SplitFile.Format(plan, unknown), "file", source));
    }

    private static SplitSource Small() =>
        new("made", ["a b.png", "b.png", "é, \"c\".png", "d.png"], [0, 1, 0, 1], new ItemPart[4], ["x", "y"]) { ContentHash = "00ff" };
}
