namespace DeepMetric.Datasets;

/// <summary>A data set that has to be brought by the user lies in none of the data roots.</summary>
public sealed class DatasetNotFoundException : IOException
{
    /// <summary>Reports a data set that was not found.</summary>
    /// <param name="datasetName">Its name.</param>
    /// <param name="pathsTried">Every path that was looked at and does not exist; none when no data root was given.</param>
    /// <param name="howToGet">What a person does to get it.</param>
    public DatasetNotFoundException(string datasetName, IReadOnlyList<string> pathsTried, string howToGet)
        : base(Describe(datasetName, pathsTried, howToGet))
    {
        DatasetName = datasetName;
        PathsTried = pathsTried;
        HowToGet = howToGet;
    }

    /// <summary>The name of the data set.</summary>
    public string DatasetName { get; }

    /// <summary>Every path that was looked at and does not exist.</summary>
    public IReadOnlyList<string> PathsTried { get; }

    /// <summary>What a person does to get the data set.</summary>
    public string HowToGet { get; }

    private static string Describe(string name, IReadOnlyList<string> pathsTried, string howToGet)
    {
        ArgumentNullException.ThrowIfNull(pathsTried);
        string where = pathsTried.Count == 0 ? "no data root was given" : $"none or not all of its files exist: {string.Join(", ", pathsTried)}";
        return $"The data set {name} was not found ({where}). {howToGet}";
    }
}
