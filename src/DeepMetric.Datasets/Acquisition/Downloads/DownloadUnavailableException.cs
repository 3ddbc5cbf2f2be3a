namespace DeepMetric.Datasets;

/// <summary>A data set cannot be downloaded by a program; a person has to get its files.</summary>
public sealed class DownloadUnavailableException : IOException
{
    /// <summary>Reports such a data set.</summary>
    /// <param name="datasetName">Its name.</param>
    /// <param name="instructions">What a person does.</param>
    public DownloadUnavailableException(string datasetName, string instructions)
        : base($"The data set {datasetName} cannot be downloaded by a program. {instructions}")
    {
        DatasetName = datasetName;
        Instructions = instructions;
    }

    /// <summary>The name of the data set.</summary>
    public string DatasetName { get; }

    /// <summary>What a person does to get the files.</summary>
    public string Instructions { get; }
}
