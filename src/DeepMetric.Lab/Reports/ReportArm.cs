namespace DeepMetric.Lab.Reports;

/// <summary>How an arm looks: each has a colour and a shape of its own, so that it is known without either.</summary>
/// <param name="Name">The arm's name.</param>
/// <param name="Loss">Its loss.</param>
/// <param name="Index">Its place in the specification.</param>
internal sealed record ReportArm(string Name, string Loss, int Index)
{
    private const int Looks = 8;
    private const int Shapes = 4;

    /// <summary>The class of the style sheet that gives its colour.</summary>
    public string Style => $"a{Look}";

    /// <summary>The shape of its marks: 0 a disc, 1 a square, 2 a triangle, 3 a diamond.</summary>
    public int Shape => (Index + (Index / Looks)) % Shapes;

    private char Look => (char)('0' + (Index % Looks));
}
