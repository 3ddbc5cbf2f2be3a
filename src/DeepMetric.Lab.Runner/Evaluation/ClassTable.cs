using System.Globalization;
using DeepMetric.Lab.Store;

namespace DeepMetric.Lab.Runner;

/// <summary>Writes the numbers of every class to a file, as comma-separated values.</summary>
public static class ClassTable
{
    /// <summary>Writes it: a line with the names of columns, then a line for each class, the worst first.</summary>
    /// <param name="path">The file.</param>
    /// <param name="classes">The classes.</param>
    /// <remarks>
    /// Columns are <c>class</c>, <c>items</c>, <c>queries</c> and the ids of all numbers that any class has. A number reads back the same; one that is not defined is empty.
    /// </remarks>
    /// <exception cref="RunStoreException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<ClassNumbers> classes)
    {
        ArgumentNullException.ThrowIfNull(classes);
        string[] ids = [.. EvaluationMetric.All.Select(metric => metric.Id).Where(id => classes.Any(entry => entry.Numbers.ContainsKey(id)))];
        IEnumerable<string[]> rows = classes.Select(entry => (string[])
        [
            Quoted(entry.Class),
            entry.Items.ToString(CultureInfo.InvariantCulture),
            entry.Queries.ToString(CultureInfo.InvariantCulture),
            .. ids.Select(id => entry.Numbers.TryGetValue(id, out double value) ? value.ToString("R", CultureInfo.InvariantCulture) : string.Empty),
        ]);
        AtomicFile.Write(path, string.Concat(rows.Prepend(["class", "items", "queries", .. ids]).Select(row => $"{string.Join(',', row)}\n")));
    }

    private static string Quoted(string text) =>
        text.AsSpan().ContainsAny("\",\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
