using DeepMetric.Datasets;
using DeepMetric.Lab.Specs;

namespace DeepMetric.Lab.Runner;

/// <summary>Says whether a model may have been trained on what it is judged by, as far as its card tells.</summary>
internal static class TrainedItemsCheck
{
    private const int Shown = 3;

    /// <summary>What is to be said; a refusal must not be passed over.</summary>
    /// <param name="card">The model's card.</param>
    /// <param name="data">The data set, split as asked for.</param>
    /// <param name="part">The part that is judged.</param>
    /// <param name="tested">The labels of the items that are judged.</param>
    /// <returns>Doubts, and what is known to be right.</returns>
    public static (string? Refusal, IReadOnlyList<string> Warnings, IReadOnlyList<string> Notes) Of(ModelCard card, DatasetSplit data, ItemPart part, int[] tested)
    {
        if (card.Dataset != data.Name)
        {
            return (null, SharedNames(card, data, tested), [$"The model was trained on {card.Dataset}, not on {data.Name}; whether the two share items cannot be told from its card."]);
        }

        string trained = card.Split is { } split ? $"{split.Name} ({Short(split.Sha256)})" : "the parts that the set comes in";
        string asked = data.Plan is { } plan ? $"{plan.Name} ({Short(plan.Sha256)})" : "the parts that the set comes in";
        if (!IsSame(card.Split, data.Plan))
        {
            string[] shared = data.IsClassDisjoint ? Shared(card, data, tested) : [];
            string classes = shared.Length == 0 ? "" : $" {shared.Length} of the classes were trained on ({string.Join(", ", shared.Take(Shown))}{(shared.Length > Shown ? ", …" : "")}).";
            return ($"Expected the split that the model was trained with, {trained}, found {asked}: items that are judged may have been trained on.{classes}", [], []);
        }

        return part switch
        {
            ItemPart.Train => (null, ["These are the items that the model was trained on."], []),
            ItemPart.Validation => (null, ["By these items the model may have been chosen."], []),
            _ => (null, [], [$"The split is the one that the model was trained with: {trained}."]),
        };
    }

    private static bool IsSame(SplitSpec? trained, SplitPlan? asked) =>
        trained is null || asked is null
            ? (trained is null || trained.Kind == SplitKinds.NameOf(SplitKind.Official)) && (asked is null || asked.Kind == SplitKind.Official)
            : trained.Sha256 == asked.Sha256;

    private static string[] SharedNames(ModelCard card, DatasetSplit data, int[] tested)
    {
        // Classes called by a number share names without meaning the same.
        string[] shared = [.. Shared(card, data, tested).Where(name => !name.All(char.IsAsciiDigit))];
        return shared.Length == 0 ? [] : [$"{shared.Length} of the classes have names of classes that the model was trained on ({string.Join(", ", shared.Take(Shown))}{(shared.Length > Shown ? ", …" : "")})."];
    }

    private static string[] Shared(ModelCard card, DatasetSplit data, int[] tested)
    {
        HashSet<string> trained = [.. card.ClassNames];
        return [.. tested.Where(label => label >= 0).Distinct().Order().Select(label => data.ClassNames[label]).Where(trained.Contains)];
    }

    private static string Short(string sha256) => sha256.Length > 12 ? sha256[..12] : sha256;
}
