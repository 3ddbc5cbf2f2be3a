using DeepMetric.Cli.Studying;
using DeepMetric.Lab.Store;
using DeepMetric.Lab.Studies;

namespace DeepMetric.Cli.Recommending;

/// <summary>Makes a study of its own, with all its files, of the complete part of an unfinished one.</summary>
internal static class PartFolder
{
    /// <summary>The name of the folder in that of the study.</summary>
    public const string Name = "complete-part";

    /// <summary>Copies what the part rests on.</summary>
    /// <param name="whole">The unfinished study's files.</param>
    /// <param name="part">Its complete part.</param>
    public static StudyLayout Write(StudyLayout whole, CompletePart part)
    {
        var layout = new StudyLayout(Path.Combine(whole.Folder, Name));
        if (Directory.Exists(layout.Folder))
        {
            Directory.Delete(layout.Folder, recursive: true);
        }

        Directory.CreateDirectory(layout.Folder);
        JsonFile.Write(layout.PlacePath, StudyService.PlaceOf(whole) with { Until = null });
        foreach (PlannedRun run in StudyPlan.Of(part.Spec, part.Outcome).Runs.DistinctBy(run => run.UnitId))
        {
            string target = layout.UnitFolder(run.UnitId);
            if (Directory.Exists(whole.UnitFolder(run.UnitId)))
            {
                Copy(whole.UnitFolder(run.UnitId), target);
            }

            Directory.CreateDirectory(target);
            JsonFile.Write(layout.UnitSpecPath(run.UnitId), run.Unit);
            JsonFile.Write(layout.OutcomePath(run.UnitId), part.Outcome(run.UnitId)!);
        }

        JsonFile.Write(layout.SpecPath, part.Spec);
        return layout;
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".safetensors", StringComparison.Ordinal)))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
