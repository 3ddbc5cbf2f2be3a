using System.Text.Json.Nodes;

namespace DeepMetric.Cli.Tests.Data;

public sealed class DataInfoTests
{
    [Fact]
    public void A_folder_with_bad_files_reads_as_approved()
    {
        using var cli = new DataCli();
        string folder = WithBadFiles(cli);
        CliOutcome plain = Cultures.Same(() => cli.Run("data", "info", folder, "--quiet"));
        CliOutcome checkedAll = Cultures.Same(() => cli.Run("data", "info", folder, "--check", "--quiet"));
        Assert.Equal((ExitCodes.Success, ExitCodes.Success), (plain.Code, checkedAll.Code));
        Approved.Check("data-info", plain.Output + "\n" + checkedAll.Output);
    }

    [Fact]
    public void Json_names_every_bad_file()
    {
        using var cli = new DataCli();
        JsonNode info = JsonNode.Parse(cli.Run("data", "info", WithBadFiles(cli), "--check", "--json").Output)!;
        Assert.Equal(["Bäume/Eiche alt/leer.png"], Names(info["files"]!["empty"]!));
        Assert.Equal(["Bäume/Eiche alt/kaputt.jpg"], Names(info["files"]!["unknown"]!));
        Assert.Equal(["Tiere 動物/狐/riesig.bmp (30,000x30,000)"], Names(info["files"]!["huge"]!));
        Assert.Equal(3, (int)info["check"]!["broken"]!["count"]!);
        Assert.Equal(9, (int)info["items"]!);
        Assert.Equal(["Bäume", "Tiere 動物"], info["categories"]!.AsArray().Select(name => (string)name!));
        Assert.Equal((3, 3), ((int)info["perClass"]!["smallest"]!, (int)info["perClass"]!["largest"]!));
    }

    [Fact]
    public void Digits_are_counted_part_by_part()
    {
        using var cli = new DataCli();
        JsonNode info = JsonNode.Parse(cli.Run("data", "info", "digits", "--json").Output)!;
        Assert.Equal((1797, 10, 0), ((int)info["items"]!, (int)info["classes"]!, (int)info["outliers"]!));
        Assert.Equal([("train", 1198), ("test", 599)], info["parts"]!.AsArray().Select(part => ((string)part!["part"]!, (int)part["items"]!)));
        Assert.Equal([1, 8, 8], info["shape"]!.AsArray().Select(side => (int)side!));
        Assert.Equal([0f, 1f], info["range"]!.AsArray().Select(value => (float)value!));
    }

    [Fact]
    public void Vectors_tell_dimensions_classes_and_outliers()
    {
        using var cli = new DataCli();
        File.WriteAllText(cli["v.csv"], "label,e0,e1\n3,0.5,1\n-1,2,-4\n5,0,0\n3,1,1\n");
        JsonNode info = JsonNode.Parse(cli.Run("data", "info", cli["v.csv"], "--json").Output)!;
        Assert.Equal(("vectors", 4, 2, 1), ((string)info["kind"]!, (int)info["items"]!, (int)info["classes"]!, (int)info["outliers"]!));
        Assert.Equal([2], info["shape"]!.AsArray().Select(side => (int)side!));
        Assert.Equal([-4f, 2f], info["range"]!.AsArray().Select(value => (float)value!));
        Assert.Equal(1.5, (double)info["perClass"]!["median"]!);
    }

    [Fact]
    public void A_vector_with_nan_is_refused_by_its_line()
    {
        using var cli = new DataCli();
        File.WriteAllText(cli["v.csv"], "label,e0,e1\n3,0.5,1\n4,NaN,-4\n");
        CliOutcome outcome = cli.Run("data", "info", cli["v.csv"]);
        Assert.Equal(ExitCodes.Failure, outcome.Code);
        Assert.Contains("line 3", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_data_set_says_how_to_name_a_data_root()
    {
        using var cli = new DataCli();
        CliOutcome outcome = cli.Run("data", "info", "omniglot", "--data-root", cli.Folder);
        Assert.Equal(ExitCodes.Failure, outcome.Code);
        Assert.EndsWith("A data root is given by --data-root or DEEPMETRIC_DATA.", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_huge_photograph_is_none_of_the_huge_files_as_it_is_decoded_at_a_fraction_of_its_size()
    {
        using var cli = new DataCli();
        string folder = WithBadFiles(cli);
        using var bitmap = new SkiaSharp.SKBitmap(16, 16);
        using SkiaSharp.SKData data = bitmap.Encode(SkiaSharp.SKEncodedImageFormat.Jpeg, 80);
        byte[] jpeg = data.ToArray();

        // The frame's header: marker, length, bits, then rows and columns, highest byte first.
        int frame = jpeg.AsSpan().IndexOf<byte>([0xFF, 0xC0]);
        Assert.True(frame > 0);
        (jpeg[frame + 5], jpeg[frame + 6], jpeg[frame + 7], jpeg[frame + 8]) = (0x30, 0, 0x30, 0);
        File.WriteAllBytes(cli["meine Bilder", "Tiere 動物", "狐", "weit.jpg"], jpeg);
        JsonNode files = JsonNode.Parse(cli.Run("data", "info", folder, "--json").Output)!["files"]!;
        Assert.Equal(["Tiere 動物/狐/riesig.bmp (30,000x30,000)"], Names(files["huge"]!));
        Assert.Equal(1, (int)files["formats"]!["JPEG"]!);
    }

    /// <summary>Two levels of classes with names beyond ASCII; a broken, an empty and a huge file among nine.</summary>
    private static string WithBadFiles(DataCli cli)
    {
        string folder = cli.Images("meine Bilder", ["Bäume/Eiche alt"], 1);
        cli.Images("meine Bilder", ["Bäume/Ahorn"], 3);
        cli.Images("meine Bilder", ["Tiere 動物/狐"], 2);
        File.WriteAllText(cli["meine Bilder", "Bäume", "Eiche alt", "kaputt.jpg"], "no image");
        File.WriteAllBytes(cli["meine Bilder", "Bäume", "Eiche alt", "leer.png"], []);

        // The header alone says how large the image would be.
        string huge = cli["meine Bilder", "Tiere 動物", "狐", "riesig.bmp"];
        byte[] bytes = File.ReadAllBytes(cli["meine Bilder", "Tiere 動物", "狐", "bild 0 ü.bmp"]);
        BitConverter.GetBytes(30_000).CopyTo(bytes, 18);
        BitConverter.GetBytes(30_000).CopyTo(bytes, 22);
        File.WriteAllBytes(huge, bytes);
        return folder;
    }

    private static IEnumerable<string> Names(JsonNode files) => files["names"]!.AsArray().Select(name => (string)name!);
}
