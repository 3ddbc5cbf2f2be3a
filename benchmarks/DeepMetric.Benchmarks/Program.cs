using System.Globalization;
using DeepMetric.Benchmarks;
using DeepMetric.Benchmarks.Peers;
using DeepMetric.Native;

// What the losses cost and the telemetry adds to a step, as tables in Markdown. Or, by the first word:
// images NAME DATA-ROOT    how fast images are read
// retrieval                what exact search and retrieval metrics cost
// peers [CASE...]          ours and the peers' in turns (see benchmarks/peers)
// growth                   how time and memory grow with the batch, the classes and the items
// soak                     memory over 20,000 steps of a training
// losses FILE RUN...       what the pages about losses say was measured: the numbers of finished comparisons (their run folders), and what a step of each loss costs
// large-batches            what a step of every loss costs with batches of 8,192
// cost NAME [BATCH CLASSES]   one loss in a process of its own
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
    try
    {
        return PeerComparison.Run(args[1..], Path.Combine("benchmarks", "results"));
    }
    catch (PeerException problem)
    {
        await Console.Error.WriteLineAsync(problem.Message);
        return 1;
    }
}

if (args is ["peers-memory", string peerCase])
{
    return PeerComparison.PrintMemory(peerCase);
}

if (args is ["growth"])
{
    Growth.Write(Path.Combine("benchmarks", "results"));
    return 0;
}

if (args is ["growth-point", string series, string size, string classCount])
{
    Growth.PrintPoint(series, int.Parse(size, CultureInfo.InvariantCulture), int.Parse(classCount, CultureInfo.InvariantCulture));
    return 0;
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

if (args is ["large-batches"])
{
    LossesOnDigits.PrintLargeBatches();
    return 0;
}

if (args is ["soak"])
{
    Soak.Print();
    return 0;
}

LossCost.Print();
Console.WriteLine();
TelemetryCost.Print();
return 0;
