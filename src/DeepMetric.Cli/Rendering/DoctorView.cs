using System.Globalization;
using DeepMetric.Cli.Comparing;
using DeepMetric.Cli.Diagnosis;
using DeepMetric.Datasets;
using Spectre.Console;

namespace DeepMetric.Cli.Rendering;

/// <summary>Shows what <c>doctor</c> found, a line each.</summary>
internal static class DoctorView
{
    private const int NameWidth = 26;

    /// <summary>Writes the lines.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="report">What was found.</param>
    public static void Write(IAnsiConsole console, DoctorReport report)
    {
        foreach ((string name, string version) in report.Versions)
        {
            Line(console, name, version);
        }

        Line(console, "operating system", report.OperatingSystem);
        Line(console, "processor", report.Processor ?? "not told by the system");
        Line(console, "cores", report.Cores.ToString(CultureInfo.InvariantCulture));
        Line(console, "SIMD", report.Simd);
        Line(console, "threads used", report.Threads.ToString(CultureInfo.InvariantCulture));
        Line(console, "libtorch loads", report.Problem is null ? "yes" : $"no: {report.Problem}", report.Works ? Style.Plain : Styles.Bad);
        Line(console, "devices", report.Devices.Count == 0 ? "none" : string.Join(", ", report.Devices));
        Line(console, "compatibility copy", report.CompatibilityCopy is string copy ? $"in use: {copy}" : "not in use");
        foreach (DatasetAvailability dataset in report.Datasets)
        {
            Line(console, $"data set {dataset.Name}", Where(dataset));
        }
    }

    private static string Where(DatasetAvailability dataset) =>
        dataset.IsBuiltIn ? "built in"
        : dataset.IsAvailable ? $"found in {dataset.Folder}"
        : dataset.PathsTried.Count == 0 ? $"not found: no data root was given ({DataRoots.Option} or {DataRoots.Variable})"
        : $"not found: {dataset.PathsTried[0]} and its alternatives do not exist";

    /// <summary>One line whatever the width: a path that was cut in two is of no use.</summary>
    private static void Line(IAnsiConsole console, string name, string value, Style? style = null)
    {
        console.Write(new Text(name.PadRight(NameWidth), Styles.Quiet));
        console.Write(new Text(value, style ?? Style.Plain) { Overflow = Overflow.Fold });
        console.WriteLine();
    }
}
