namespace DeepMetric.Datasets;

/// <summary>How the official distribution of a data set looks from its top folder.</summary>
/// <param name="Markers">Files and folders that lie at the top; one of them tells the top.</param>
/// <param name="PlainFiles">Official files that are no archives and are imported as they are.</param>
/// <param name="IsOfficial">Whether this is a data set of the catalogue.</param>
internal sealed record ImportLayout(IReadOnlyList<string> Markers, IReadOnlyList<string> PlainFiles, bool IsOfficial = true)
{
    private static readonly string[] _idx =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    private static readonly string[] _idxFiles = [.. _idx, .. _idx.Select(file => file.Replace("-idx", ".idx", StringComparison.Ordinal))];

    // The parts of an image folder: a set that came as one has them at its top.
    private static readonly string[] _parts = ["train", "test", "val", "validation", "query", "gallery"];

    /// <summary>The layout of a data set; of one that is not in the catalogue, that of an image folder.</summary>
    public static ImportLayout Of(string name) => name switch
    {
        "mnist" or "fashion-mnist" => new([.. _idxFiles, .. _idxFiles.Select(file => $"{file}.gz")], _idxFiles),
        "cifar10" => new(["data_batch_1.bin", "test_batch.bin", "batches.meta.txt", .. _parts], []),
        "cifar100" => new(["train.bin", "test.bin", "fine_label_names.txt", .. _parts], []),
        "cub200" => new(["images.txt", "image_class_labels.txt", "train_test_split.txt", "bounding_boxes.txt", "classes.txt", "images"], []),
        "cars196" => new(["cars_train", "cars_test", "car_ims", "devkit", "cars_annos.mat", "cars_test_annos_withlabels.mat"], ["cars_annos.mat", "cars_test_annos_withlabels.mat"]),
        "sop" => new(["Ebay_train.txt", "Ebay_test.txt", "Ebay_info.txt"], ["Ebay_train.txt", "Ebay_test.txt", "Ebay_info.txt"]),
        "inshop" => new(["Img", "Eval", "Anno", "img", "img_highres", "list_eval_partition.txt"], ["list_eval_partition.txt", "list_bbox_inshop.txt", "list_item_inshop.txt"]),
        "omniglot" => new(["images_background", "images_evaluation", "images_background_small1", "images_background_small2"], []),
        "tiny-imagenet" => new(["wnids.txt", "words.txt", "train", "val"], []),
        _ => new(_parts, [], IsOfficial: false),
    };

    /// <summary>Takes away the folders that only wrap the content.</summary>
    /// <remarks>
    /// A folder at the top that is no marker and holds one is replaced by its content ("CUB_200_2011/images.txt", "car_devkit/devkit"); a marker that holds only a folder of
    /// its own name is taken for that ("cars_train/cars_train"). Where no marker is found, one folder that is all there is, and that holds two folders or more, is replaced.
    /// </remarks>
    /// <returns>The folders that were taken away.</returns>
    public IReadOnlyList<string> Strip(string root)
    {
        var stripped = new List<string>();
        bool isAlone = Directory.EnumerateFileSystemEntries(root).Take(2).Count() == 1;
        foreach (string folder in Sorted(Directory.EnumerateDirectories(root)))
        {
            string name = Path.GetFileName(folder);
            string[] inside = [.. Sorted(Directory.EnumerateFileSystemEntries(folder)).Select(Path.GetFileName)!];
            bool isMarker = Markers.Contains(name);
            if (!isAlone && !IsOfficial)
            {
                // A user's class may have a folder that is called "test".
                break;
            }

            if (isMarker ? inside is [string only] && only == name && Directory.Exists(Path.Combine(folder, only)) : inside.Any(Markers.Contains))
            {
                Dissolve(root, folder);
                stripped.Add(name);
            }
        }

        bool isPlain = stripped.Count == 0 && !Directory.EnumerateFileSystemEntries(root).Any(path => Markers.Contains(Path.GetFileName(path)));
        if (isPlain && Sorted(Directory.EnumerateFileSystemEntries(root)) is [string single]
            && Directory.Exists(single) && Directory.EnumerateDirectories(single).Take(2).Count() == 2)
        {
            stripped.Add(Path.GetFileName(single));
            Dissolve(root, single);
        }

        return stripped;
    }

    private static void Dissolve(string root, string folder)
    {
        // Out of the way first: its content may have its own name.
        string aside = Path.Combine(root, $".{Guid.NewGuid():N}");
        Directory.Move(folder, aside);
        foreach (string entry in Sorted(Directory.EnumerateFileSystemEntries(aside)))
        {
            string place = Path.Combine(root, Path.GetFileName(entry));
            if (Path.Exists(place))
            {
                throw new InvalidDataException(
                    $"{Path.GetFileName(folder)}/{Path.GetFileName(entry)}: expected no file of this name one folder above, found one.");
            }

            Directory.Move(entry, place);
        }

        Directory.Delete(aside);
    }

    private static string[] Sorted(IEnumerable<string> paths) => [.. paths.Order(StringComparer.Ordinal)];
}
