using DeepMetric.Benchmarks;
using DeepMetric.Native;

// Prints two tables in Markdown: what the losses cost, and what the telemetry adds to a step.
HostTuning.Apply();
TorchRuntime.EnsureLoaded();
TorchSharp.torch.set_num_threads(Environment.ProcessorCount);
Console.WriteLine($"{Environment.ProcessorCount} cores, {TorchSharp.torch.get_num_threads()} threads, .NET {Environment.Version}, libtorch {TorchSharp.torch.__version__}");
Console.WriteLine();
LossCost.Print();
Console.WriteLine();
TelemetryCost.Print();
