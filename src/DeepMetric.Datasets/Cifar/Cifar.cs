namespace DeepMetric.Datasets;

/// <summary>CIFAR-10 and CIFAR-100: 60,000 colour images of 32x32 pixels in 10 classes, or in 100 classes of 20 superclasses.</summary>
/// <remarks>
/// <para>Read are the official binary batches, in the folder named or in the folder inside it that the archive extracts to: <c>data_batch_1.bin</c> to
/// <c>data_batch_5.bin</c>, <c>test_batch.bin</c> and <c>batches.meta.txt</c>; or <c>train.bin</c>, <c>test.bin</c>, <c>fine_label_names.txt</c> and
/// <c>coarse_label_names.txt</c>. Their images stay where they are: the items say where in which batch. Else a copy as pictures is read:
/// <c>train/&lt;class&gt;/&lt;file&gt;</c> and <c>test/&lt;class&gt;/&lt;file&gt;</c>, classes and files in the order of their characters.</para>
/// <para>Parts: the official 50,000 and 10,000 images. The categories of CIFAR-100's batches are its superclasses.</para>
/// <para>Paper: Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", technical report, University of Toronto 2009.</para>
/// </remarks>
public static class Cifar
{
    /// <summary>Reads the labels in a folder.</summary>
    /// <param name="folder">The folder that holds the batches, the archive's folder with the batches, or <c>train/</c> and <c>test/</c> with pictures.</param>
    /// <param name="name"><c>cifar10</c> or <c>cifar100</c>.</param>
    /// <exception cref="ArgumentException">The name is neither of the two.</exception>
    /// <exception cref="DatasetNotFoundException">The files are not there.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static ImageIndex Load(string folder, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        CifarFormat format = CifarFormat.Of(name);
        var missing = new List<string>();
        return TryRead(folder, format, missing) ?? throw new DatasetNotFoundException(name, missing, HowToGet(name));
    }

    /// <summary>Reads a set from the first data root that has it.</summary>
    /// <param name="dataRoots">The folders that hold one folder per data set.</param>
    /// <param name="name"><c>cifar10</c> or <c>cifar100</c>, which is the name of its folder.</param>
    /// <param name="looked">Every path that was tried and did not exist.</param>
    /// <returns>The index, or null where no root has the set.</returns>
    internal static ImageIndex? TryLoad(IReadOnlyList<string> dataRoots, string name, out IReadOnlyList<string> looked)
    {
        CifarFormat format = CifarFormat.Of(name);
        var missing = new List<string>();
        looked = missing;
        return dataRoots.Select(root => TryRead(Path.Combine(root, name), format, missing)).FirstOrDefault(index => index is not null);
    }

    /// <summary>What a person does to get the files.</summary>
    internal static string HowToGet(string name)
    {
        CifarFormat format = CifarFormat.Of(name);
        string archive = format.Classes == 10 ? "cifar-10-binary.tar.gz" : "cifar-100-binary.tar.gz";
        return $"Get {archive} from https://www.cs.toronto.edu/~kriz/cifar.html, extract it into a folder named {name}, and name the folder that holds it as a data root. "
            + $"Pictures in {name}/train/<class>/ and {name}/test/<class>/ will do as well.";
    }

    private static ImageIndex? TryRead(string folder, CifarFormat format, List<string> missing)
    {
        ImageIndex? index = CifarBatches.Find(folder, format, missing) is string batches ? CifarBatches.Read(batches, format)
            : CifarPictures.IsIn(folder, missing) ? CifarPictures.Read(folder, format)
            : null;
        return index is null ? null : index with
        {
            Source = $"CIFAR-{format.Classes} (A. Krizhevsky, V. Nair, G. Hinton; A. Krizhevsky: Learning Multiple Layers of Features from Tiny Images, 2009); "
                + "https://www.cs.toronto.edu/~kriz/cifar.html",
            Licence = "no licence is stated; given out for research",
        };
    }
}
