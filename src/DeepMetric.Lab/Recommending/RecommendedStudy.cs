using DeepMetric.Lab.Studies;
using DeepMetric.Lab.Tuning;

namespace DeepMetric.Lab.Recommending;

/// <summary>What somebody asks advice on.</summary>
public sealed record StudyQuestion
{
    /// <summary>What reports call the data set.</summary>
    public required string Name { get; init; }

    /// <summary>The data set's name in the catalogue, or a path.</summary>
    public required string Data { get; init; }

    /// <summary>The losses.</summary>
    public required IReadOnlyList<string> Losses { get; init; }

    /// <summary>What the embedding is for.</summary>
    public required RecommendedTask Task { get; init; }

    /// <summary>The net; null for what suits the data set.</summary>
    public string? Backbone { get; init; }

    /// <summary>Pixels of each side; null for what suits the data set and the time.</summary>
    public int? ImageSize { get; init; }
}

/// <summary>What an embedding is for.</summary>
public enum RecommendedTask
{
    /// <summary>Both.</summary>
    Both,

    /// <summary>Telling classes apart.</summary>
    Classification,

    /// <summary>Finding items of the same class.</summary>
    Retrieval,
}

/// <summary>Writes the study that answers a question.</summary>
public static class RecommendedStudy
{
    /// <summary>What the data set is called where nets are trained on coarse labels and asked for finer ones.</summary>
    public const string FineSuffix = "-finer-labels";

    private const int FewTrials = 8;

    /// <summary>The study of a plan.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="plan">How large it is.</param>
    /// <param name="classesPerBatch">Classes per batch.</param>
    /// <param name="samplesPerClass">Samples per class and batch.</param>
    public static StudyFile Of(StudyQuestion question, BudgetPlan plan, int classesPerBatch, int samplesPerClass)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(plan);
        var main = new StudyDataset
        {
            Name = question.Name,
            Data = question.Data,
            TrainItems = plan.TrainItems,
            TestItems = plan.TestItems,
            ImageSize = plan.ImageSize ?? question.ImageSize,
            Epochs = plan.Epochs,
            ClassesPerBatch = classesPerBatch,
            SamplesPerClass = samplesPerClass,
            Net = new StudyNet { Backbone = question.Backbone },
        };
        return new StudyFile
        {
            Name = $"recommend-{question.Name}",
            Question = $"{string.Join(" or ", question.Losses)} for {question.Name}?",
            Datasets = plan.Levels > 1 ? [main, main with { Name = question.Name + FineSuffix, CoarseLabels = true }] : [main],
            Arms = [.. question.Losses.Select(loss => new StudyArm { Loss = loss, Search = SearchOf(loss) })],
            Tracks = plan.Trials > 0 ? [Track.AsIs, Track.Tuned] : [Track.AsIs],
            Seeds = plan.Seeds,
            Tuning = new StudyTuning { Trials = Math.Max(2, plan.Trials), Search = plan.Trials >= FewTrials ? SearchKind.Tpe : SearchKind.Random, Epochs = plan.TrialEpochs },
        };
    }

    /// <summary>A name of letters, digits, dots and dashes.</summary>
    /// <param name="data">A data set's name, or a path.</param>
    public static string NameOf(string data)
    {
        ArgumentNullException.ThrowIfNull(data);
        string last = Path.GetFileName(Path.TrimEndingDirectorySeparator(data));
        string name = string.Concat(last.Select(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_' ? character : '-')).Trim('-', '.');
        return name.Length > 0 ? name : "data";
    }

    // A loss whose margin has no usual range is tuned by its learning rate, with as many trials.
    private static IReadOnlyList<ParameterRange> SearchOf(string loss)
    {
        ParameterRange rate = ParameterRange.Log("learningRate", 0.0003, 0.01);
        return loss switch
        {
            "contrastive" => [ParameterRange.Linear("margin", 0.3, 1.6), rate],
            "triplet" => [ParameterRange.Log("margin", 0.05, 1.5), rate],
            _ => [rate],
        };
    }
}
