using DeepMetric.Lab.Runner;
using Spectre.Console;

namespace DeepMetric.Cli.Rendering;

/// <summary>Shows the progress of work that goes through items, stage by stage.</summary>
internal sealed class StageView(IAnsiConsole console, TimeProvider time, bool isShown)
{
    /// <summary>What is said after the first Ctrl-C.</summary>
    public const string StoppingWords = "Stopping; once more ends at once.";

    private readonly bool _live = console.Profile.Capabilities is { Ansi: true, Interactive: true };
    private Action? _stopping;

    /// <summary>Shows progress while something runs.</summary>
    /// <typeparam name="T">What comes of it.</typeparam>
    /// <param name="run">Runs it; given null where no progress is to be shown.</param>
    public T Follow<T>(Func<IProgress<EmbeddingProgress>?, T> run)
    {
        if (!isShown)
        {
            return run(null);
        }

        if (!_live)
        {
            var lines = new StageLines(console, time);
            _stopping = lines.Stopping;
            return run(lines);
        }

        var board = new StageBoard(time);
        return console.Live(board).AutoClear(true).Start(display =>
        {
            _stopping = () =>
            {
                board.Stopping();
                display.Refresh();
            };
            using ITimer clock = time.CreateTimer(_ => display.Refresh(), null, ProgressBoard.RefreshEvery, ProgressBoard.RefreshEvery);
            return run(board);
        });
    }

    /// <summary>Shows that the user asked to stop.</summary>
    public void Stopping() => _stopping?.Invoke();

    /// <summary>Leaves the terminal as it was found when the process is about to end at once.</summary>
    public void Abandoned()
    {
        if (_live && isShown)
        {
            console.Cursor.Show();
        }
    }
}
