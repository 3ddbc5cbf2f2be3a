using System.Reflection;
using System.Runtime.CompilerServices;

namespace DeepMetric.Losses;

/// <summary>What a loss's class declares of all its instances, read without creating a tensor.</summary>
internal static class LossPrototype
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>The traits.</summary>
    public static LossTraits TraitsOf(LossEntry entry) => Read(entry, loss => loss.Traits);

    /// <summary>What one term is; null where neither the class nor the catalogue says it.</summary>
    public static TermUnit? UnitOf(LossEntry entry) =>
        entry.LossType.GetProperty("Unit", Declared) is { } unit && unit.PropertyType == typeof(TermUnit) ? Read(entry, loss => (TermUnit)unit.GetValue(loss)!)
        : entry.NeedsDimensions ? TermUnit.Sample : null;

    /// <summary>
    /// Asks an instance whose constructor has not run: the constructor of a loss with weights makes tensors. An answer that depends on the options needs one whose constructor has.
    /// </summary>
    private static T Read<T>(LossEntry entry, Func<MetricLoss, T> ask)
    {
        try
        {
            return ask((MetricLoss)RuntimeHelpers.GetUninitializedObject(entry.LossType));
        }
        catch (Exception problem) when (problem is NullReferenceException or TargetInvocationException { InnerException: NullReferenceException })
        {
            using MetricLoss loss = entry.Factory(new LossSetting(LossForm.AuthorCode, new LossDimensions(1, 1)), entry.Defaults(LossForm.AuthorCode));
            return ask(loss);
        }
    }
}
