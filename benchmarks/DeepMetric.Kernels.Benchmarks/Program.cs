using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using DeepMetric.Native;

// The kernels one by one: time, and managed bytes allocated on all threads, per call. BenchmarkDotNet's own arguments choose: --filter '*', --list flat.
// All in this process, as libtorch is set up here and nothing has to be restored or built at run time.
HostTuning.Apply();
TorchRuntime.EnsureLoaded();
TorchSharp.torch.set_num_threads(Environment.ProcessorCount);
IConfig config = ManualConfig.Create(DefaultConfig.Instance)
    .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(3).WithIterationCount(10))
    .AddDiagnoser(MemoryDiagnoser.Default)
    .WithArtifactsPath(Path.Combine("artifacts", "benchmarks"));
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
