using System.Globalization;
using DeepMetric.Lab.Store;

namespace DeepMetric.Lab.TestWorker;

/// <summary>A study whose units add numbers, with a checkpoint after each.</summary>
public sealed record ToyStudy
{
    public required int Units { get; init; }

    public required int Steps { get; init; }

    public required int StepMilliseconds { get; init; }

    public static ToyStudy Create(string folder, int units, int steps, int stepMilliseconds)
    {
        var study = new ToyStudy { Units = units, Steps = steps, StepMilliseconds = stepMilliseconds };
        JsonFile.Write(Path.Combine(folder, "study.json"), study);
        return study;
    }

    public static ToyStudy Read(string folder) => JsonFile.Read<ToyStudy>(Path.Combine(folder, "study.json"));

    public static string UnitFolder(string folder, int unit) => Path.Combine(folder, "units", unit.ToString(CultureInfo.InvariantCulture));

    /// <summary>The results that a unit ended with: a file for each time that it ended.</summary>
    public static string[] Results(string unitFolder) => Directory.Exists(unitFolder) ? Directory.GetFiles(unitFolder, "result-*.json") : [];

    /// <summary>What a unit has to give.</summary>
    public long Expected(int unit) => Enumerable.Range(1, Steps).Sum(step => (long)step * unit);

    /// <summary>What is wrong with the finished study, one line for each unit; empty if every unit ended once with the right result.</summary>
    public IReadOnlyList<string> Mistakes(string folder) =>
    [
        .. from unit in Enumerable.Range(1, Units)
           let results = Results(UnitFolder(folder, unit))
           where results.Length != 1 || JsonFile.Read<ToyState>(results[0]).Sum != Expected(unit)
           select $"unit {unit}: {results.Length} results, expected one of {Expected(unit)}",
    ];
}

/// <summary>How far a unit is.</summary>
public sealed record ToyState
{
    public int Step { get; init; }

    public long Sum { get; init; }
}

/// <summary>Who started on a unit, and where.</summary>
public sealed record ToyStart
{
    public required string Owner { get; init; }

    public required int FromStep { get; init; }

    public string? Former { get; init; }
}
