using System.Text;
using Spectre.Console;

namespace DeepMetric.Cli;

/// <summary>The process's own standard output.</summary>
internal static class ProcessConsole
{
    private const int RedirectedWidth = 120;

    /// <summary>A console that draws on a terminal, and writes plain lines where the output goes elsewhere.</summary>
    public static IAnsiConsole Create()
    {
        if (OperatingSystem.IsWindows())
        {
            Console.OutputEncoding = Encoding.UTF8;
        }

        bool redirected = Console.IsOutputRedirected;
        bool colourless = redirected || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        var settings = new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Console.Out),
            ColorSystem = colourless ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        };
        if (redirected)
        {
            // Build servers would switch colours on again.
            settings.Ansi = AnsiSupport.No;
            settings.Interactive = InteractionSupport.No;
            settings.Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false };
        }

        IAnsiConsole console = AnsiConsole.Create(settings);
        if (redirected)
        {
            console.Profile.Width = RedirectedWidth;
            console.Profile.Capabilities.Unicode = true;
        }

        return console;
    }
}
