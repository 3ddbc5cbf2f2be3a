namespace DeepMetric.Native;

/// <summary>
/// Makes a copy of TorchSharp's native library ask for an older libstdc++ than it was linked against.
/// </summary>
/// <remarks>
/// <para>Two of its imports are newer than what Debian 12, Ubuntu 22.04 (3.4.30) and RHEL 9 (3.4.29) have:</para>
/// <list type="bullet">
/// <item><c>std::ios_base_library_init()</c>, GLIBCXX_3.4.32, initialises iostreams. libtorch, always loaded before,
/// was built with older headers and has done so already; the call is sent to <c>steady_clock::now()</c>, which takes no
/// argument and has no effect.</item>
/// <item><c>condition_variable::wait</c>, GLIBCXX_3.4.30: the same function exists as GLIBCXX_3.4.11 in every later libstdc++.</item>
/// </list>
/// <para>A requirement is rewritten only when every symbol behind it has such a way out; anything unexpected is refused.</para>
/// </remarks>
internal static class GlibcxxDowngrade
{
    private const string Library = "libstdc++.so.6";

    private static readonly Substitution[] Substitutions =
    [
        new("GLIBCXX_3.4.32", "_ZSt21ios_base_library_initv", "_ZNSt6chrono3_V212steady_clock3nowEv", "GLIBCXX_3.4.19"),
        new("GLIBCXX_3.4.30", "_ZNSt18condition_variable4waitERSt11unique_lockISt5mutexE", "_ZNSt18condition_variable4waitERSt11unique_lockISt5mutexE", "GLIBCXX_3.4.11"),
    ];

    /// <summary>Edits a copy of the library so that it asks only for versions that the host has.</summary>
    /// <param name="library">The bytes of <c>libLibTorchSharp.so</c>; not changed.</param>
    /// <param name="hostHas">Whether the host's libstdc++ defines a version.</param>
    /// <returns>The edited bytes and the versions that were replaced (none: the host has them all).</returns>
    /// <exception cref="InvalidDataException">The file does not look as expected, or needs a version that nothing replaces.</exception>
    public static (byte[] Bytes, IReadOnlyList<string> Replaced) Apply(byte[] library, Func<string, bool> hostHas)
    {
        byte[] bytes = [.. library];
        var image = new ElfImage(bytes);
        IReadOnlyList<ElfImage.NeededVersion> needs = image.VersionsNeededFrom(Library);
        if (needs.Count == 0)
        {
            throw new InvalidDataException($"expected version requirements on {Library}, found none");
        }

        ElfImage.NeededVersion[] missing = needs.Where(need => !hostHas(need.Name)).ToArray();
        foreach (ElfImage.NeededVersion need in missing)
        {
            Replace(image, need, needs);
        }

        return (bytes, [.. missing.Select(need => need.Name)]);
    }

    private static void Replace(ElfImage image, ElfImage.NeededVersion need, IReadOnlyList<ElfImage.NeededVersion> needs)
    {
        Substitution? way = Substitutions.FirstOrDefault(candidate => candidate.Version == need.Name);
        string[] users = image.SymbolsWithVersion(need.Index).Select(symbol => symbol.Name).ToArray();
        if (way is null || users is not [var only] || only != way.Symbol)
        {
            throw new InvalidDataException($"{need.Name} is needed by {string.Join(", ", users)}, for which no older version is known");
        }

        ElfImage.NeededVersion[] targets = needs.Where(other => other.Name == way.ByVersion).ToArray();
        if (targets is not [var target])
        {
            throw new InvalidDataException($"expected one requirement of {way.ByVersion}, found {targets.Length}");
        }

        ElfImage.Symbol symbol = image.UndefinedFunction(way.Symbol);
        ElfImage.Symbol by = image.UndefinedFunction(way.By);
        if (way.By != way.Symbol && by.Version != target.Index)
        {
            throw new InvalidDataException($"expected {way.By} to be of version {way.ByVersion}");
        }

        image.Rename(symbol, by);
        image.BindToVersion(symbol, target.Index);
        image.ReplaceNeed(need, target);
    }

    private sealed record Substitution(string Version, string Symbol, string By, string ByVersion);
}
