using System.Globalization;
using DeepMetric.Benchmarks;
using DeepMetric.Benchmarks.Peers;
using DeepMetric.Native;

// Prints tables in Markdown: what the losses cost and the telemetry adds to a step; or, with "images NAME DATA-ROOT", how fast images are read; with "retrieval", what exact search and
// retrieval metrics cost. With "losses FILE RUN..." it writes what the
// pages about losses say was measured: the numbers of finished comparisons (their run folders), and what a step of each loss costs; "cost NAME [BATCH CLASSES]" measures one loss in a process of its own.
if (args is ["losses", string file, _, ..])
{
    return LossesOnDigits.Write(file, args[2..]);
}

HostTuning.Apply();
TorchRuntime.EnsureLoaded();
TorchSharp.torch.set_num_threads(Environment.ProcessorCount);
if (args is ["cost", string loss])
{
    LossesOnDigits.PrintCost(loss);
    return 0;
}

if (args is ["cost", string one, string batch, string classes])
{
    LossesOnDigits.PrintCost(one, int.Parse(batch, CultureInfo.InvariantCulture), int.Parse(classes, CultureInfo.InvariantCulture));
    return 0;
}

if (args is ["peers", ..])
{
    return PeerComparison.Run(args[1..], Path.Combine("benchmarks", "results"));
}

if (args is ["peers-memory", string peerCase])
{
    return PeerComparison.PrintMemory(peerCase);
}

Console.WriteLine($"{Environment.ProcessorCount} cores, {TorchSharp.torch.get_num_threads()} threads, .NET {Environment.Version}, libtorch {TorchSharp.torch.__version__}");
Console.WriteLine();
if (args is ["images", string dataset, string dataRoot])
{
    ImagePipelineCost.Print(dataset, dataRoot);
    return 0;
}

if (args is ["retrieval"])
{
    RetrievalCost.Print();
    return 0;
}

LossCost.Print();
Console.WriteLine();
TelemetryCost.Print();
return 0;
