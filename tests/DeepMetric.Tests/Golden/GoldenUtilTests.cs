using System.Text.Json;
using DeepMetric.Losses.Kernels;
using DeepMetric.Tuples;
using TorchSharp;
using static TorchSharp.torch;

namespace DeepMetric.Tests.Golden;

/// <summary>What is done with index tuples against PyTorch Metric Learning.</summary>
public sealed class GoldenUtilTests
{
    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "util.get_all_pairs_indices", MemberType = typeof(GoldenFile))]
    public void All_pairs_equal_the_golden_cases(string id) => Check("get_all_pairs_indices", id, (golden, input) =>
        AssertLists(golden, Pairs.All(Labels(input, "labels")!, Labels(input, "ref_labels"))));

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "util.get_all_triplets_indices", MemberType = typeof(GoldenFile))]
    public void All_triplets_equal_the_golden_cases(string id) => Check("get_all_triplets_indices", id, (golden, input) =>
    {
        Triplets all = Triplets.All(Labels(input, "labels")!, Labels(input, "ref_labels"));
        AssertLists(golden, all);
        Assert.Equal(all.Anchors.Length, Triplets.CountAll(Labels(input, "labels")!, Labels(input, "ref_labels")));
    });

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "util.convert_to_pairs", MemberType = typeof(GoldenFile))]
    public void Tuples_as_pairs_equal_the_golden_cases(string id) => Check("convert_to_pairs", id, (golden, input) =>
        AssertLists(golden, Tuples(input)?.ToPairs() ?? Pairs.All(Labels(input, "labels")!)));

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "util.convert_to_triplets", MemberType = typeof(GoldenFile))]
    public void Tuples_as_triplets_equal_the_golden_cases(string id) => Check("convert_to_triplets", id, (golden, input) =>
        AssertLists(golden, Tuples(input)?.ToTriplets() ?? Triplets.All(Labels(input, "labels")!)));

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "util.convert_to_pos_pairs_with_unique_labels", MemberType = typeof(GoldenFile))]
    public void One_positive_pair_per_class_equals_the_golden_cases(string id) => Check("convert_to_pos_pairs_with_unique_labels", id, (golden, input) =>
    {
        long[] labels = Labels(input, "labels")!;
        Pairs found = (Tuples(input)?.ToPairs() ?? Pairs.All(labels)).FirstPositiveOfEachClass(labels);
        Assert.Equal(GoldenCase.Integers(golden.Expected.GetProperty("anchors")), found.PositiveAnchors);
        Assert.Equal(GoldenCase.Integers(golden.Expected.GetProperty("positives")), found.Positives);
        Assert.Empty(found.Negatives);
    });

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "util.convert_to_weights", MemberType = typeof(GoldenFile))]
    public void Weights_of_items_equal_the_golden_cases(string id) => Check("convert_to_weights", id, (golden, input) =>
    {
        bool anchorsOnly = GoldenCase.FieldOf(input, "using_ref") is { ValueKind: JsonValueKind.True };
        IndexTuples tuples = Tuples(input) ?? new Triplets([], [], []);
        golden.AssertClose(GoldenCase.Vector(golden.Expected.GetProperty("weights")), tuples.ItemWeights(Labels(input, "labels")!.Length, anchorsOnly), "weights");
    });

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "util.remove_self_comparisons", MemberType = typeof(GoldenFile))]
    public void Tuples_without_self_comparisons_equal_the_golden_cases(string id) => Check("remove_self_comparisons", id, (golden, input) =>
        AssertLists(golden, Tuples(input)!.WithoutSelf(GoldenCase.Integers(input.GetProperty("curr_batch_idx")))));

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "util.shift_indices_tuple", MemberType = typeof(GoldenFile))]
    public void Shifted_tuples_equal_the_golden_cases(string id) => Check("shift_indices_tuple", id, (golden, input) =>
        AssertLists(golden, Tuples(input)!.Shifted(input.GetProperty("batch_size").GetInt32())));

    [Theory]
    [MemberData(nameof(GoldenFile.Ids), "util.logsumexp", MemberType = typeof(GoldenFile))]
    public void Masked_logarithms_of_sums_equal_the_golden_cases(string id) => Check("logsumexp", id, (golden, input) =>
    {
        using var scope = NewDisposeScope();
        bool byColumn = input.GetProperty("dim").GetInt32() == 0;
        Tensor x = GoldenNumbers.ToTensor(input.GetProperty("x"), ScalarType.Float64).requires_grad_();
        Tensor rows = byColumn ? x.t() : x;
        Tensor mask = ones_like(x, ScalarType.Bool);
        if (GoldenCase.FieldOf(input, "keep_mask") is { } kept)
        {
            mask = tensor(kept.EnumerateArray().SelectMany(row => row.EnumerateArray().Select(entry => entry.GetBoolean())).ToArray()).reshape(x.shape);
        }

        mask = byColumn ? mask.t() : mask;
        Tensor any = mask.any(1);
        Tensor found = MaskedRows.LogSumExp(rows, mask);

        // ln(1 + Σ exp x) is the softplus of ln Σ exp x; a row without entries has no sum, which the source calls 0.
        found = input.GetProperty("add_one").GetBoolean() ? nn.functional.softplus(found, 1, 40) : found;
        found = where(any, found, zeros_like(found));
        golden.AssertClose([.. GoldenNumbers.Numbers(golden.Expected.GetProperty("output"))], [.. found.detach().data<double>()], "output");
        found.sum().backward();
        GoldenNumbers.AssertRows(golden, golden.Expected.GetProperty("grad_x"), x.grad, "grad_x");
    });

    private static void Check(string name, string id, Action<GoldenCase, JsonElement> check) =>
        GoldenFile.Check($"util.{name}", id, golden => check(golden, golden.Json.GetProperty("input")));

    private static IndexTuples? Tuples(JsonElement input) => GoldenComponents.Tuples(GoldenCase.FieldOf(input, "indices_tuple"));

    private static long[]? Labels(JsonElement input, string name) =>
        GoldenCase.FieldOf(input, name) is { } labels ? [.. GoldenCase.Integers(labels).Select(label => (long)label)] : null;

    private static void AssertLists(GoldenCase golden, IndexTuples found)
    {
        int[][] expected = [.. golden.Expected.GetProperty("indices_tuple").EnumerateArray().Select(GoldenCase.Integers)];
        int[][] lists = found switch
        {
            Pairs pairs => [pairs.PositiveAnchors, pairs.Positives, pairs.NegativeAnchors, pairs.Negatives],
            Triplets triplets => [triplets.Anchors, triplets.Positives, triplets.Negatives],
            _ => throw new InvalidOperationException("neither pairs nor triplets"),
        };
        Assert.Equal(expected, lists);
    }
}
