using DeepMetric.Lab.Store;

namespace DeepMetric.Lab.Execution.Slurm;

/// <summary>Where the files of Slurm's jobs lie in a study.</summary>
internal sealed class SlurmLayout(string folder)
{
    /// <summary>The script of each task.</summary>
    public string ScriptPath => Path.Combine(folder, "slurm", "work.sh");

    /// <summary>The jobs submitted so far.</summary>
    public string JobsPath => Path.Combine(folder, "slurm", "jobs.jsonl");

    /// <summary>The log of each task, in <c>sbatch</c>'s pattern.</summary>
    public string LogPattern => Path.Combine(folder.Replace("%", "%%", StringComparison.Ordinal), "logs", "slurm-%A_%a.log");

    /// <summary>The log of one task.</summary>
    public string LogPath(string job, int task) => Path.Combine(folder, "logs", FormattableString.Invariant($"slurm-{job}_{task}.log"));

    /// <summary>Makes the folders of these files.</summary>
    /// <exception cref="RunStoreException">They cannot be made.</exception>
    public void CreateFolders()
    {
        RunLayout.CreateFolder(Path.Combine(folder, "slurm"));
        RunLayout.CreateFolder(Path.Combine(folder, "logs"));
    }
}
