using System.CommandLine;

namespace DeepMetric.Cli;

/// <summary>A verb that is put together when it is needed: all its options with their texts are what a short command would wait for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Create">Puts it together.</param>
internal sealed record Verb(string Name, Func<Command> Create)
{
    /// <summary>The verb that arguments start with; all of them where they start with something else, such as <c>--help</c> or a slip.</summary>
    /// <param name="verbs">All verbs, in the order to show them.</param>
    /// <param name="arguments">What stands behind the program's name.</param>
    public static IEnumerable<Command> Needed(IReadOnlyList<Verb> verbs, IReadOnlyList<string> arguments)
    {
        Verb? named = verbs.FirstOrDefault(verb => arguments is [string first, ..] && first == verb.Name);
        return named is null ? verbs.Select(verb => verb.Create()) : [named.Create()];
    }
}
