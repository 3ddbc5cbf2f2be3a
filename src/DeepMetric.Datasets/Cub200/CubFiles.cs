namespace DeepMetric.Datasets;

/// <summary>Where the annotations of CUB-200-2011 lie.</summary>
/// <param name="Folder">The folder that holds them all.</param>
internal sealed record CubFiles(string Folder)
{
    /// <summary>The folder of images, beside the annotations.</summary>
    public const string ImageFolder = "images";

    /// <summary>The folder that the official archive extracts to.</summary>
    private const string ArchiveFolder = "CUB_200_2011";

    /// <summary>The file of the images' paths.</summary>
    public string Images => Path.Combine(Folder, "images.txt");

    /// <summary>The file of the images' classes.</summary>
    public string Labels => Path.Combine(Folder, "image_class_labels.txt");

    /// <summary>The file of the official parts.</summary>
    public string Parts => Path.Combine(Folder, "train_test_split.txt");

    /// <summary>The file of the birds' boxes.</summary>
    public string Boxes => Path.Combine(Folder, "bounding_boxes.txt");

    /// <summary>The file of the class names.</summary>
    public string Classes => Path.Combine(Folder, "classes.txt");

    /// <summary>Looks in a folder, and in the folder of the archive inside it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="needsImages">Whether the folder of images has to be there too.</param>
    /// <param name="missing">Gets every path that was tried and does not exist.</param>
    /// <returns>What was found, or null.</returns>
    public static CubFiles? Find(string folder, bool needsImages, List<string> missing)
    {
        foreach (string candidate in (string[])[folder, Path.Combine(folder, ArchiveFolder)])
        {
            var files = new CubFiles(candidate);
            List<string> absent = [.. ((string[])[files.Images, files.Labels, files.Parts, files.Boxes, files.Classes]).Where(file => !File.Exists(file))];
            string images = Path.Combine(candidate, ImageFolder);
            if (needsImages && !Directory.Exists(images))
            {
                absent.Add(images);
            }

            if (absent.Count == 0)
            {
                return files;
            }

            missing.AddRange(absent);
        }

        return null;
    }
}
