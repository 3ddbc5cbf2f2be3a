using System.Buffers.Binary;
using DeepMetric.Cli.Commands;
using DeepMetric.Cli.Comparing;
using DeepMetric.Cli.Data;
using DeepMetric.Cli.Reporting;
using DeepMetric.Datasets;
using DeepMetric.Lab.Tests;
using Spectre.Console.Testing;

namespace DeepMetric.Cli.Tests.Data;

/// <summary>The command line over real data sets, in a folder of the test's own; <c>compare</c> loads its data and stops there.</summary>
internal sealed class DataCli : IDisposable
{
    /// <summary>What <c>compare</c> says where it has loaded its data.</summary>
    public const string Loaded = "the data were loaded";

    private readonly TemporaryFolder _folder = new();

    /// <summary>The folder of this test.</summary>
    public string Folder => _folder.FolderPath;

    /// <summary>The parts of <c>data</c>.</summary>
    public DataService Service { get; set; } = new() { Variable = _ => null };

    /// <summary>The data that <c>compare</c> loaded last.</summary>
    public DatasetSplit? Data { get; private set; }

    /// <summary>A path in the folder.</summary>
    public string this[params string[] parts] => Path.Combine([Folder, .. parts]);

    /// <summary>Runs a command.</summary>
    public CliOutcome Run(params string[] arguments)
    {
        using var console = new TestConsole().Width(120);
        using var error = new StringWriter();
        var compare = new CompareService
        {
            Datasets = DatasetCatalog.Names,
            Losses = ["contrastive", "triplet"],
            Load = (name, request) => Data = DatasetCatalog.Load(name, request),
            Specify = (_, _) => throw new ArgumentException(Loaded),
            RequireDevice = _ => { },
            Run = (_, _, _, _, _, _) => throw new InvalidOperationException("No run was expected."),
            WriteReport = ReportService.Write,
            Variable = Service.Variable,
            RunsFolder = this["runs"],
        };
        int code = new CommandLine(console, error, [CompareCommand.Create(console, compare), DataCommand.Create(console, Service)]).Run(arguments);
        return new CliOutcome(code, Shown(console.Output), Shown(error.ToString()).TrimEnd());
    }

    /// <summary>Writes an image of one colour, a BMP file.</summary>
    /// <param name="path">Where, below the folder.</param>
    /// <param name="color">Red, green and blue.</param>
    /// <param name="side">Pixels of each side.</param>
    public void Image(string path, (byte Red, byte Green, byte Blue) color, int side = 12)
    {
        string file = this[path.Split('/')];
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        int row = (3 * side) + ((4 - (3 * side % 4)) % 4);
        var bytes = new byte[54 + (row * side)];
        "BM"u8.CopyTo(bytes);
        foreach ((int at, int value) in ((int, int)[])[(2, bytes.Length), (10, 54), (14, 40), (18, side), (22, side), (26, 1 | (24 << 16)), (34, row * side)])
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), value);
        }

        for (int y = 0; y < side; y++)
        {
            for (int x = 0; x < side; x++)
            {
                int at = 54 + (y * row) + (3 * x);
                (bytes[at], bytes[at + 1], bytes[at + 2]) = (color.Blue, color.Green, color.Red);
            }
        }

        File.WriteAllBytes(file, bytes);
    }

    /// <summary>Writes a folder of images, each of its own colour.</summary>
    /// <param name="folder">Its name.</param>
    /// <param name="classes">The classes, which may have a category before them.</param>
    /// <param name="perClass">Images of each.</param>
    public string Images(string folder, string[] classes, int perClass)
    {
        for (int label = 0; label < classes.Length; label++)
        {
            for (int i = 0; i < perClass; i++)
            {
                Image($"{folder}/{classes[label]}/bild {i} ü.bmp", ((byte)(200 - label), (byte)(20 * i), 40));
            }
        }

        return this[folder];
    }

    /// <summary>Every file of a folder with its time and length.</summary>
    public static Dictionary<string, (DateTime Time, long Length)> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(file => file, file => (File.GetLastWriteTimeUtc(file), new FileInfo(file).Length));

    public void Dispose() => _folder.Dispose();

    private string Shown(string text) => text.Replace(Folder, "(folder)", StringComparison.Ordinal);
}
