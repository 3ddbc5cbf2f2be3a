using System.Runtime.InteropServices;

namespace DeepMetric.Native;

/// <summary>Tells which symbol versions the libstdc++ of this process defines.</summary>
internal static partial class HostLibstdcxx
{
    /// <summary>Whether the loaded libstdc++ defines a version such as <c>GLIBCXX_3.4.30</c>.</summary>
    /// <remarks>
    /// Every GNU version node exports an absolute symbol of its own name. Its value may be 0, so success is told by the
    /// absence of an error, as the manual page of <c>dlsym</c> asks.
    /// </remarks>
    public static bool Has(string version)
    {
        if (!NativeLibrary.TryLoad("libstdc++.so.6", out IntPtr library))
        {
            return false;
        }

        LastError();
        FindVersioned(library, version, version);
        return LastError() == IntPtr.Zero;
    }

    [LibraryImport("libc.so.6", EntryPoint = "dlvsym", StringMarshalling = StringMarshalling.Utf8)]
    private static partial IntPtr FindVersioned(IntPtr library, string symbol, string version);

    [LibraryImport("libc.so.6", EntryPoint = "dlerror")]
    private static partial IntPtr LastError();
}
