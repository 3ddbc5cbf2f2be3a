using System.Text.Json;
using System.Text.Json.Nodes;

namespace DeepMetric.Lab.Store;

/// <summary>Tells which members of two specifications differ, in the words of <c>spec.json</c>.</summary>
public static class SpecDifferences
{
    /// <summary>The differences, e.g. <c>experiments[0].epochs is 40 there and 3 now</c>; empty when the two are equal.</summary>
    /// <typeparam name="TSpec">The specifications' type.</typeparam>
    /// <param name="existing">The specification that is there.</param>
    /// <param name="asked">The specification asked for now.</param>
    public static IReadOnlyList<string> Between<TSpec>(TSpec existing, TSpec asked)
        where TSpec : class
    {
        var differences = new List<string>();
        Collect(
            JsonSerializer.SerializeToNode(existing, LabJson.Line),
            JsonSerializer.SerializeToNode(asked, LabJson.Line),
            string.Empty,
            differences);
        return differences;
    }

    private static void Collect(JsonNode? existing, JsonNode? asked, string path, List<string> differences)
    {
        if (JsonNode.DeepEquals(existing, asked))
        {
            return;
        }

        if (existing is JsonObject first && asked is JsonObject second)
        {
            foreach (string name in first.Select(member => member.Key).Union(second.Select(member => member.Key)))
            {
                Collect(first[name], second[name], path.Length == 0 ? name : $"{path}.{name}", differences);
            }
        }
        else if (existing is JsonArray left && asked is JsonArray right && left.Count == right.Count && left.All(item => item is JsonObject))
        {
            for (int index = 0; index < left.Count; index++)
            {
                Collect(left[index], right[index], $"{path}[{index}]", differences);
            }
        }
        else
        {
            differences.Add($"{path} is {Show(existing)} there and {Show(asked)} now");
        }
    }

    private static string Show(JsonNode? node) => node switch
    {
        null => "absent",
        JsonArray array when array.Any(item => item is JsonObject) =>
            $"[{string.Join(", ", array.Select(item => Show(item?["name"] ?? item)))}]",
        _ => node.ToJsonString(LabJson.Line),
    };
}
