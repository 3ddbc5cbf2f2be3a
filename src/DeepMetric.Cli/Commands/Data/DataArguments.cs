using System.CommandLine;
using System.CommandLine.Completions;
using DeepMetric.Cli.Comparing;
using DeepMetric.Cli.Data;
using DeepMetric.Datasets;

namespace DeepMetric.Cli.Commands;

/// <summary>The arguments and options that several verbs of <c>data</c> share.</summary>
internal static class DataArguments
{
    /// <summary>A data set by name or path.</summary>
    /// <param name="service">Knows the names.</param>
    public static Argument<string> Dataset(DataService service)
    {
        var argument = new Argument<string>("NAME|PATH")
        {
            HelpName = "NAME|PATH",
            Description = $"The data set: {string.Join(", ", service.Names)}; or a folder of images (class/file), a table of images (.csv, .parquet) or vectors (.npy, .csv, .parquet).",
        };
        argument.CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (!service.Names.Contains(text) && !Directory.Exists(text) && !File.Exists(text))
            {
                bool isPath = text.AsSpan().ContainsAny("/\\.");
                string hint = !isPath && Suggestion.For(text, service.Names) is string near ? $" Did you mean {near}?" : "";
                result.AddError($"expected one of {string.Join(", ", service.Names)}, or an existing folder or file, found '{text}'.{hint}");
            }

            return text;
        };
        argument.CompletionSources.Add(_ => service.Names.Select(name => new CompletionItem(name)));
        return argument;
    }

    /// <summary>The folders to look for data sets in.</summary>
    public static Option<string[]> DataRootsToRead() =>
        OptionValues.Folders(DataRoots.Option, $"A folder that holds one folder per data set; may be given several times. [default: {DataRoots.Variable}]");

    /// <summary>The folder to put a data set in.</summary>
    public static Option<string?> DataRootToWrite() =>
        new(DataRoots.Option) { HelpName = "DIR", Description = $"The folder that the data set's folder comes to lie in; made where it is missing. [default: the first of {DataRoots.Variable}]" };

    /// <summary>The folder to put a data set in, as given or from the environment.</summary>
    /// <param name="given">As given; null where it was not.</param>
    /// <param name="service">Knows the environment.</param>
    /// <exception cref="UsageException">There is none.</exception>
    public static string DataRootOf(string? given, DataService service)
    {
        string? root = given ?? (DataRoots.Of(null, service.Variable) is [string first, ..] ? first : null);
        return string.IsNullOrWhiteSpace(root) || File.Exists(root)
            ? throw new UsageException($"{DataRoots.Option}: expected a folder to put data sets in, found {(string.IsNullOrWhiteSpace(root) ? "none" : $"the file '{root}'")}.")
            : root;
    }

    /// <summary>A data set as it was asked for.</summary>
    /// <param name="name">The name or path.</param>
    /// <param name="roots">The folders given.</param>
    /// <param name="service">Knows the environment.</param>
    /// <param name="images">How images are read; null for the defaults.</param>
    public static DatasetChoice Choice(string name, IReadOnlyList<string>? roots, DataService service, ImageLoading? images = null) =>
        new(name, new DatasetRequest { DataRoots = DataRoots.Of(roots, service.Variable), Images = images ?? new() });

    /// <summary>A file to write, in a folder that exists.</summary>
    /// <param name="description">What the help says.</param>
    /// <param name="extensions">The endings that its name may have.</param>
    public static Option<string> Out(string description, params string[] extensions)
    {
        var option = new Option<string>("--out") { HelpName = "FILE", Description = description, Required = true };
        option.Validators.Add(result =>
        {
            string text = result.Tokens is [{ Value: string given }] ? given : "";
            string? found =
                !extensions.Contains(Path.GetExtension(text), StringComparer.OrdinalIgnoreCase) || Path.GetFileNameWithoutExtension(text).Length == 0 ? $"'{text}'"
                : Directory.Exists(text) ? $"the folder '{text}'"
                : !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(text))) ? $"'{text}', whose folder does not exist"
                : null;
            if (found is not null)
            {
                result.AddError($"--out: expected a file that ends in {string.Join(" or ", extensions)}, found {found}.");
            }
        });
        return option;
    }

    /// <summary>Whether to leave progress out.</summary>
    public static Option<bool> Quiet() => new("--quiet") { Description = "Leave the progress out." };

    /// <summary>Whether to write JSON.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Write one JSON object and nothing else." };
}
