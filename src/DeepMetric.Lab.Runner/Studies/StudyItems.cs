using DeepMetric.Datasets;
using DeepMetric.Lab.Specs;
using DeepMetric.Lab.Studies;
using DeepMetric.Sampling;

namespace DeepMetric.Lab.Runner.Studies;

/// <summary>Loads the items that units of a study work on; the last ones are kept.</summary>
/// <param name="dataRoots">The folders that hold one folder per data set.</param>
/// <param name="load">Loads a data set by its name or path.</param>
public sealed class StudyItems(IReadOnlyList<string> dataRoots, Func<string, DatasetRequest, DatasetSplit> load)
{
    private (UnitItems Items, DatasetSplit Data)? _last;
    private (DatasetSplit Data, NetSpec Net, DatasetSplit Features)? _lastFeatures;

    /// <summary>The items.</summary>
    /// <param name="items">Which ones.</param>
    /// <exception cref="DatasetNotFoundException">The files of the set lie in none of the data roots.</exception>
    /// <exception cref="ArgumentException">The division does not fit the data set.</exception>
    public DatasetSplit Load(UnitItems items)
    {
        ArgumentNullException.ThrowIfNull(items);
        if (_last?.Items == items)
        {
            return _last.Value.Data;
        }

        SplitChoice choice = new()
        {
            Kind = items.Split is null ? null : SplitKinds.TryParse(items.Split, out SplitKind kind) ? kind : throw new ArgumentException($"Expected a split out of {string.Join(", ", SplitKinds.Names)}, found '{items.Split}'."),
            Folds = items.Folds,
            Fold = items.Fold ?? 1,
            ValidationShare = items.ValidationShare,
        };
        DatasetSplit data = load(items.Data, new DatasetRequest
        {
            DataRoots = dataRoots,
            Split = choice == new SplitChoice() ? null : choice,
            Images = new ImageLoading { Size = items.ImageSize },
        });
        if (items.OnValidation)
        {
            data = OnValidation(data, items);
        }

        data = Parted(data, Some(data.Train, items.TrainItems), Some(data.Test, items.TestItems));
        _last = (items, data);
        _lastFeatures = null;
        return data;
    }

    /// <summary>The features of items under a frozen trunk; those that were asked for last are kept.</summary>
    /// <param name="data">The items.</param>
    /// <param name="net">The net whose trunk is frozen.</param>
    /// <param name="extract">Makes them.</param>
    internal DatasetSplit Features(DatasetSplit data, NetSpec net, Func<DatasetSplit> extract)
    {
        if (_lastFeatures is not { } last || !ReferenceEquals(last.Data, data) || last.Net != net)
        {
            _lastFeatures = (data, net, extract());
        }

        return _lastFeatures.Value.Features;
    }

    private static DatasetSplit OnValidation(DatasetSplit data, UnitItems items) =>
        Parted(data, data.Train, data.Validation ?? throw new ArgumentException($"Expected items of {items.Data} to choose by, found none: the share set aside is {items.ValidationShare}."));

    private static DatasetSplit Parted(DatasetSplit data, LabeledSet train, LabeledSet test) =>
        new(data.Name, train, test, data.ClassNames, data.Source, data.Licence, data.IsImage, data.Notes)
        {
            Plan = data.Plan,
            Choice = data.Choice,
            Preparation = data.Preparation,
            Augmentation = data.Augmentation,
        };

    /// <summary>At most so many items, class by class in turns, each class's in an order drawn from seed 0.</summary>
    private static LabeledSet Some(LabeledSet set, int? atMost)
    {
        if (atMost is not int most || set.Count <= most)
        {
            return set;
        }

        int[] order = [.. Enumerable.Range(0, set.Count)];
        new SeededRandom(SeededRandom.Derive(0, "items of a study")).Shuffle<int>(order);
        var taken = new Dictionary<int, int>();
        int[] chosen =
        [
            .. order.Select(item => (Item: item, Turn: taken[set.Labels[item]] = taken.GetValueOrDefault(set.Labels[item]) + 1))
                .OrderBy(entry => entry.Turn)
                .Take(most)
                .Select(entry => entry.Item)
                .Order(),
        ];
        return set.Subset(chosen);
    }
}
