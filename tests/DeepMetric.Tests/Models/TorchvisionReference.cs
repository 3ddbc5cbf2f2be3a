using System.Text.Json;

namespace DeepMetric.Tests.Models;

/// <summary>What eng/torchvision-reference.py wrote for one net.</summary>
internal sealed record TorchvisionReference(int Count, int Size, int Gain, float[] Outputs, double Loss, float[]? RunningMean, Dictionary<string, TorchvisionReference.Gradient>? Gradients)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    public static TorchvisionReference Read(string name)
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "DeepMetric.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        Assert.NotNull(folder);
        return JsonSerializer.Deserialize<TorchvisionReference>(File.ReadAllText(Path.Combine(folder, "tests/DeepMetric.Tests/Models/References", name + ".json")), Web)!;
    }

    /// <summary>The largest difference, relative to the largest of the expected numbers.</summary>
    public static double Difference(IReadOnlyList<float> expected, IReadOnlyList<float> found)
    {
        Assert.Equal(expected.Count, found.Count);
        return expected.Zip(found, (a, b) => Math.Abs((double)a - b)).Max() / expected.Max(Math.Abs);
    }

    internal sealed record Gradient(double Norm, float[] First);
}
