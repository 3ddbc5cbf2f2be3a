using System.Globalization;
using DeepMetric.Benchmarks;
using DeepMetric.Native;

// Prints tables in Markdown: what the losses cost and the telemetry adds to a step; or, with "images NAME DATA-ROOT", how fast images are read; or, with "catalogue BATCH CLASSES [FILE]",
// what every loss costs in time and memory.
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

if (args is ["loss", string one, string items, string classesOfOne])
{
    CatalogCost.PrintOne(one, int.Parse(items, CultureInfo.InvariantCulture), int.Parse(classesOfOne, CultureInfo.InvariantCulture));
    return;
}

if (args is ["catalogue", string batch, string classes, .. string[] path])
{
    CatalogCost.Print(int.Parse(batch, CultureInfo.InvariantCulture), int.Parse(classes, CultureInfo.InvariantCulture), path.FirstOrDefault());
    return;
}

LossCost.Print();
Console.WriteLine();
TelemetryCost.Print();
