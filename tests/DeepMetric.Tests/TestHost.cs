using System.Runtime.CompilerServices;
using DeepMetric.Native;

namespace DeepMetric.Tests;

/// <summary>Sets the test process up before libtorch is loaded: other test processes share the cores.</summary>
internal static class TestHost
{
    [ModuleInitializer]
    internal static void Start() => HostTuning.Apply();
}
