using System.Diagnostics;
using System.Globalization;

namespace DeepMetric.Lab.Execution;

/// <summary>A process as told from a later one that has its number: the number, when it started, and in which numbering.</summary>
public sealed record ProcessIdentity
{
    /// <summary>The process's number.</summary>
    public required int Id { get; init; }

    /// <summary>When it started, as the system counts: ticks since the system's start on Linux, UTC elsewhere.</summary>
    public required string Start { get; init; }

    /// <summary>
    /// What the number is counted in: the system's start and, on Linux, the container's process namespace. Another value says that nothing can be
    /// told of the process from here.
    /// </summary>
    public required string Scope { get; init; }

    /// <summary>This process.</summary>
    public static ProcessIdentity Current { get; } = new() { Id = Environment.ProcessId, Start = StartOf(Environment.ProcessId) ?? string.Empty, Scope = ReadScope() };

    /// <summary>Whether the process is known to be gone; false where it lives or where that cannot be told from here.</summary>
    internal bool IsGone
    {
        get
        {
            if (Scope != Current.Scope)
            {
                return false;
            }

            // /proc may hide other users' processes; signals tell them from none.
            if (!OperatingSystem.IsWindows() && !ProcessSignals.Exists(Id))
            {
                return true;
            }

            string? start = StartOf(Id);
            return start is null ? OperatingSystem.IsWindows() : start != Start;
        }
    }

    private static string? StartOf(int id) => OperatingSystem.IsLinux() ? StartOnLinux(id) : StartElsewhere(id);

    /// <summary>Field 22 of <c>/proc/ID/stat</c>, or "ended" for a process that waits for its parent to look at it.</summary>
    private static string? StartOnLinux(int id)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{id}/stat");

            // The second field is the program's name in parentheses and may hold anything; the third is the state.
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? "ended" : fields[19];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? StartElsewhere(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.HasExited ? null : process.StartTime.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static string ReadScope()
    {
        if (!OperatingSystem.IsLinux())
        {
            return Environment.MachineName;
        }

        try
        {
            string boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
            return $"{Environment.MachineName} {boot} {new FileInfo("/proc/self/ns/pid").LinkTarget}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Environment.MachineName;
        }
    }
}
