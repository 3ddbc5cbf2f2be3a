using DeepMetric.Benchmarks;
using DeepMetric.Native;

// Prints tables in Markdown: what the losses cost and the telemetry adds to a step; or, with "images NAME DATA-ROOT", how fast images are read; or, with "retrieval", what exact search and retrieval metrics cost.
HostTuning.Apply();
TorchRuntime.EnsureLoaded();
TorchSharp.torch.set_num_threads(Environment.ProcessorCount);
Console.WriteLine($"{Environment.ProcessorCount} cores, {TorchSharp.torch.get_num_threads()} threads, .NET {Environment.Version}, libtorch {TorchSharp.torch.__version__}");
Console.WriteLine();
if (args is ["images", string dataset, string dataRoot])
{
    ImagePipelineCost.Print(dataset, dataRoot);
    return;
}

if (args is ["retrieval"])
{
    RetrievalCost.Print();
    return;
}

LossCost.Print();
Console.WriteLine();
TelemetryCost.Print();
