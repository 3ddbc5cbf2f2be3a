using DeepMetric.Cli.Comparing;
using DeepMetric.Datasets;

namespace DeepMetric.Cli.Data;

/// <summary>A data set by name or path, and where it is looked for.</summary>
/// <param name="Name">The name in the catalogue, or the path of a folder of images, a table of images or a file of vectors.</param>
/// <param name="Request">Where to look and how to read.</param>
internal sealed record DatasetChoice(string Name, DatasetRequest Request)
{
    /// <summary>Whether it is one of the catalogue.</summary>
    public bool IsNamed => DatasetCatalog.Names.Contains(Name);

    /// <summary>The options by which another command reads the same data set, as a shell takes them.</summary>
    public string AsOptions => string.Join(' ', [$"--dataset {GivenCommand.Quote(Name)}", .. IsNamed ? Request.DataRoots.Select(root => $"{DataRoots.Option} {GivenCommand.Quote(root)}") : []]);

    /// <summary>Reads something of the data set.</summary>
    /// <typeparam name="T">What is read.</typeparam>
    /// <param name="read">Reads it.</param>
    /// <exception cref="IOException">It is not there; the message says how to name a data root.</exception>
    public static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DatasetNotFoundException problem)
        {
            throw new IOException($"{problem.Message} A data root is given by {DataRoots.Option} or {DataRoots.Variable}.", problem);
        }
    }
}
