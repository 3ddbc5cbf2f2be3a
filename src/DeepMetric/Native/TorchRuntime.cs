using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using TorchSharp;

namespace DeepMetric.Native;

/// <summary>Gets TorchSharp's native library loaded, on systems with an older libstdc++ too.</summary>
/// <remarks>
/// <para>TorchSharp 0.107.0 asks for GLIBCXX_3.4.32, which Debian 12, Ubuntu 22.04 and RHEL 9 lack. Where loading fails for
/// that reason, a copy of the one small library that asks for it is edited and loaded from the user's cache folder
/// (<c>DEEPMETRIC_NATIVE_CACHE</c>, else <c>XDG_CACHE_HOME</c> or <c>~/.cache</c>, else the temporary folder); where loading succeeds
/// nothing is done. The package cache and the application's folder are never written to.</para>
/// <para>C# executables that reference the package are registered before <c>Main</c>; others are when they first use a type of
/// this library, or by calling <see cref="Register"/>.</para>
/// </remarks>
public static class TorchRuntime
{
    private const string LibraryName = "LibTorchSharp";

    private static readonly Lock Gate = new();
    private static bool s_registered;
    private static bool s_loaded;

    /// <summary>The edited copy in use, or null where TorchSharp's own library loads.</summary>
    public static string? CompatibilityCopy { get; private set; }

    /// <summary>Makes this library the resolver of last resort for TorchSharp's native library. Loads nothing; may be called again.</summary>
    public static void Register()
    {
        lock (Gate)
        {
            if (!s_registered && OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64)
            {
                s_registered = true;
                AssemblyLoadContext context = AssemblyLoadContext.GetLoadContext(typeof(torch).Assembly) ?? AssemblyLoadContext.Default;
                context.ResolvingUnmanagedDll += (_, name) => name == LibraryName ? LoadCompatibilityCopy() : IntPtr.Zero;
            }
        }
    }

    /// <summary>Loads libtorch now, or says in one sentence why it cannot be loaded.</summary>
    /// <exception cref="PlatformNotSupportedException">The native libraries are missing, or do not run on this system.</exception>
    public static void EnsureLoaded()
    {
        Register();
        lock (Gate)
        {
            if (s_loaded)
            {
                return;
            }

            Assembly torchSharp = typeof(torch).Assembly;
            if (!NativeLibrary.TryLoad("torch_cpu", torchSharp, null, out _))
            {
                throw new PlatformNotSupportedException(
                    "libtorch was not found or does not load: an executable needs one of the packages libtorch-cpu-linux-x64, " +
                    "libtorch-cpu-win-x64, libtorch-cpu-osx-arm64 or a TorchSharp-cuda package, of the version that its TorchSharp names.");
            }

            if (!NativeLibrary.TryLoad(LibraryName, torchSharp, null, out _))
            {
                throw new PlatformNotSupportedException($"TorchSharp's native library {LibraryName} does not load on this system.");
            }

            s_loaded = true;
        }
    }

#pragma warning disable CA2255 // A library that must act before somebody else's static constructor has no other place.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void OnModuleLoad() => Register();

    private static IntPtr LoadCompatibilityCopy()
    {
        string? original = NativeFolders().Select(folder => Path.Combine(folder, $"lib{LibraryName}.so")).FirstOrDefault(File.Exists);
        if (original is null)
        {
            return IntPtr.Zero;
        }

        byte[] edited;
        IReadOnlyList<string> replaced;
        try
        {
            (edited, replaced) = GlibcxxDowngrade.Apply(File.ReadAllBytes(original), HostLibstdcxx.Has);
        }
        catch (InvalidDataException problem)
        {
            throw new PlatformNotSupportedException(
                $"TorchSharp's native library does not load here: it needs a libstdc++ with GLIBCXX_3.4.32 (GCC 13.2; Debian 13, Ubuntu 24.04, " +
                $"Fedora 39 and later have it), and the library cannot be adapted to this system's: {problem.Message}.");
        }

        if (replaced.Count == 0)
        {
            return IntPtr.Zero;
        }

        // The copy lies in another folder, so what it asks for must be in the process before it is.
        foreach (string dependency in (string[])["libc10.so", "libtorch_cpu.so", "libtorch.so"])
        {
            if (NativeFolders().Select(folder => Path.Combine(folder, dependency)).FirstOrDefault(File.Exists) is { } path)
            {
                NativeLibrary.Load(path);
            }
        }

        string copy = NativeCache.Store(edited, Path.GetFileName(original));
        IntPtr handle = NativeLibrary.Load(copy);
        CompatibilityCopy = copy;
        return handle;
    }

    private static IEnumerable<string> NativeFolders()
    {
        string searched = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        foreach (string folder in searched.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            yield return folder;
        }

        yield return AppContext.BaseDirectory;
        yield return Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native");
    }
}
