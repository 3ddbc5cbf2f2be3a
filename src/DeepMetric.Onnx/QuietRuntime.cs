using Microsoft.ML.OnnxRuntime;

namespace DeepMetric.Onnx;

/// <summary>ONNX Runtime's environment, one per process, with a log that goes nowhere.</summary>
internal static class QuietRuntime
{
    private static readonly Lock Gate = new();

    // Native code keeps a pointer to it, so it lives as long as the process.
    private static readonly DOrtLoggingFunction Swallow = static (_, _, _, _, _, _) => { };

    /// <summary>Makes the environment, unless the program has made its own.</summary>
    public static void Ensure()
    {
        lock (Gate)
        {
            if (!OrtEnv.IsCreated)
            {
                var options = new EnvironmentCreationOptions
                {
                    logId = "DeepMetric",
                    logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
                    loggingFunction = Swallow,
                };
                _ = OrtEnv.CreateInstanceWithOptions(ref options);
            }
        }
    }
}
