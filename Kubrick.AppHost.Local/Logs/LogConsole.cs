using System.Globalization;
using System.Threading.Channels;

namespace Kubrick.AppHost.Local;

/// <summary>
/// Lines on the terminal, each with the name of who wrote it. A terminal that is paused holds up nobody: lines wait in a
/// bounded queue, and how many were left out is said.
/// </summary>
internal sealed class LogConsole : IAsyncDisposable
{
    private const int Backlog = 10_000;
    private static readonly int[] Colours = [36, 32, 35, 34, 33, 96, 92, 95];

    private readonly Channel<(string Name, string Text, bool IsError)> _lines;
    private readonly TextWriter _output;
    private readonly Task _writer;
    private readonly bool _coloured;
    private readonly int _width;
    private readonly Dictionary<string, int> _colours = [];
    private int _dropped;

    public LogConsole(TextWriter output, bool coloured, IEnumerable<string> names)
    {
        _output = output;
        _coloured = coloured;
        _width = names.DefaultIfEmpty("").Max(name => name.Length);
        _lines = Channel.CreateBounded<(string, string, bool)>(
            new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Interlocked.Increment(ref _dropped));
        _writer = Task.Factory.StartNew(WriteAll, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public void Write(string name, string text, bool isError) => _lines.Writer.TryWrite((name, text, isError));

    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        try
        {
            // A paused terminal does not keep the application from ending.
            await _writer.WaitAsync(TimeSpan.FromSeconds(2));
        }
        catch (TimeoutException)
        {
        }
    }

    private void WriteAll()
    {
        try
        {
            while (_lines.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                while (_lines.Reader.TryRead(out var line))
                {
                    if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
                    {
                        _output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"… {dropped} lines left out here; the log files have them"));
                    }

                    _output.WriteLine(Format(line.Name, line.Text, line.IsError));
                }

                _output.Flush();
            }
        }
        catch (IOException)
        {
            // Nobody reads the output any more: the application goes on.
        }
    }

    private string Format(string name, string text, bool isError)
    {
        if (!_coloured)
        {
            return $"{name.PadRight(_width)} | {text}";
        }

        if (!_colours.TryGetValue(name, out var colour))
        {
            _colours[name] = colour = Colours[_colours.Count % Colours.Length];
        }

        return string.Create(CultureInfo.InvariantCulture, $"\e[{colour}m{name.PadRight(_width)}\e[0m {(isError ? "\e[31m|\e[0m" : "|")} {text}");
    }
}
