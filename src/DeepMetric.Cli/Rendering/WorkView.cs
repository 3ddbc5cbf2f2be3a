using DeepMetric.Cli.Comparing;
using DeepMetric.Cli.Data;
using Spectre.Console;

namespace DeepMetric.Cli.Rendering;

/// <summary>Shows how far long work is, and lets Ctrl-C stop it.</summary>
internal sealed class WorkView(IAnsiConsole console, TimeProvider time, bool showsProgress)
{
    private readonly bool _live = showsProgress && console.Profile.Capabilities is { Ansi: true, Interactive: true };
    private Action? _stopping;

    /// <summary>Shows progress while something runs.</summary>
    /// <typeparam name="T">What comes of it.</typeparam>
    /// <param name="stopped">What is said where it was stopped.</param>
    /// <param name="work">The work; told null where no progress is to be shown.</param>
    /// <exception cref="InterruptedException">It was stopped.</exception>
    public T Follow<T>(string stopped, Func<IProgress<WorkState>?, CancellationToken, T> work)
    {
        try
        {
            if (!showsProgress)
            {
                return Interruptible(null, work);
            }

            if (!_live)
            {
                var lines = new WorkLines(console, time);
                _stopping = lines.Stopping;
                return Interruptible(lines, work);
            }

            var board = new WorkBoard(time);
            return console.Live(board).AutoClear(true).Start(display =>
            {
                _stopping = () =>
                {
                    board.Stopping();
                    display.Refresh();
                };
                using ITimer clock = time.CreateTimer(_ => display.Refresh(), null, ProgressBoard.RefreshEvery, ProgressBoard.RefreshEvery);
                return Interruptible(board, work);
            });
        }
        catch (OperationCanceledException)
        {
            throw new InterruptedException(stopped);
        }
    }

    private T Interruptible<T>(IProgress<WorkState>? progress, Func<IProgress<WorkState>?, CancellationToken, T> work)
    {
        using var interruption = new Interruption(() => _stopping?.Invoke(), Abandoned);
        return work(progress, interruption.Token);
    }

    private void Abandoned()
    {
        if (_live)
        {
            console.Cursor.Show();
        }
    }
}
