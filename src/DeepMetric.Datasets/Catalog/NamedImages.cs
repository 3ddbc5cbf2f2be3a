namespace DeepMetric.Datasets;

/// <summary>The data sets of images that lie in files of their official layout.</summary>
internal static class NamedImages
{
    /// <summary>Looks for a data set's files in the data roots.</summary>
    /// <param name="dataRoots">The folders to look in.</param>
    /// <param name="name">The name of the data set.</param>
    /// <param name="classDisjoint">Whether a set that is official in two ways gets the parts with classes of their own.</param>
    /// <param name="looked">Every path that was tried and did not exist.</param>
    internal delegate ImageIndex? Finding(IReadOnlyList<string> dataRoots, string name, bool classDisjoint, out IReadOnlyList<string> looked);

    private static readonly OrderedDictionary<string, (Finding Find, Func<string, string> HowToGet)> _sets = new()
    {
        ["cifar10"] = (FindCifar, Cifar.HowToGet),
        ["cifar100"] = (FindCifar, Cifar.HowToGet),
        ["cub200"] = ((roots, name, disjoint, out looked) => Cub200.TryLoad(roots, name, disjoint, checkImages: true, out looked), Cub200.HowToGet),
        ["cars196"] = ((roots, name, disjoint, out looked) => Cars196.TryLoad(roots, name, disjoint, checkImages: true, out looked), Cars196.HowToGet),
        ["sop"] = ((roots, name, _, out looked) => StanfordOnlineProducts.TryLoad(roots, name, out looked), StanfordOnlineProducts.HowToGet),
        ["inshop"] = ((roots, name, _, out looked) => InShop.TryLoad(roots, name, out looked), InShop.HowToGet),
        ["omniglot"] = ((roots, name, _, out looked) => Omniglot.TryLoad(roots, name, out looked), Omniglot.HowToGet),
        ["tiny-imagenet"] = ((roots, name, _, out looked) => TinyImageNet.TryLoad(roots, name, out looked), TinyImageNet.HowToGet),
    };

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names => _sets.Keys;

    /// <summary>Finds a set; null where it lies in none of the roots.</summary>
    public static ImageIndex? Find(string name, IReadOnlyList<string> dataRoots, bool classDisjoint, out IReadOnlyList<string> looked) =>
        _sets[name].Find(dataRoots, name, classDisjoint, out looked);

    /// <summary>What a person does to get the files.</summary>
    public static string HowToGet(string name) => _sets[name].HowToGet(name);

    private static ImageIndex? FindCifar(IReadOnlyList<string> roots, string name, bool classDisjoint, out IReadOnlyList<string> looked) => Cifar.TryLoad(roots, name, out looked);
}
