using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace DeepMetric.Tests.Cli;

/// <summary>Calls the command line as a whole, in this process.</summary>
internal static class CliCalls
{
    /// <summary>The collection of tests that call it: what it writes is caught on the process's own streams, so they run one after the other.</summary>
    public const string Collection = "command line";

    /// <summary>Runs a verb.</summary>
    /// <returns>The exit code, and what was written to either stream.</returns>
    public static (int Code, string Output) Run(string[] arguments)
    {
        TextWriter output = Console.Out;
        TextWriter error = Console.Error;
        using var written = new StringWriter(CultureInfo.InvariantCulture);
        Console.SetOut(written);
        Console.SetError(written);
        try
        {
            MethodInfo main = Assembly.Load("deepmetric-cli").EntryPoint!;
            return ((int)main.Invoke(null, [arguments])!, written.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }

    /// <summary>Runs a verb that has to succeed.</summary>
    /// <returns>What it wrote, where it was asked for JSON.</returns>
    public static JsonElement Succeed(string[] arguments)
    {
        (int code, string output) = Run(arguments);
        Assert.True(code == 0, $"{string.Join(' ', arguments)}: {code}: {output}");
        return arguments.Contains("--json") ? JsonDocument.Parse(output).RootElement : default;
    }
}
