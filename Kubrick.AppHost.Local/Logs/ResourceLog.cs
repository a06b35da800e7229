using System.Globalization;
using System.Threading.Channels;
using Aspire.Hosting.ApplicationModel;

namespace Kubrick.AppHost.Local;

/// <summary>What a resource wrote: the last lines in memory, all of it in a file of bounded size, and each line to whoever watches.</summary>
internal sealed class ResourceLog(string name, RotatingFile? file, LogConsole? console, TimeProvider time) : IDisposable
{
    public const int KeptLines = 1000;
    private const int WatcherBacklog = 4096;

    private readonly Queue<LogLine> _lines = new(KeptLines);
    private readonly List<Channel<LogLine>> _watchers = [];
    private readonly Lock _gate = new();
    private int _count;
    private bool _complete;

    /// <summary>Keeps a line that a process wrote.</summary>
    public void Add(string text, bool isError)
    {
        lock (_gate)
        {
            if (_complete)
            {
                return;
            }

            var line = new LogLine(++_count, text, isError);
            if (_lines.Count == KeptLines)
            {
                _lines.Dequeue();
            }

            _lines.Enqueue(line);
            file?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {(isError ? "err" : "out")} {text}"));
            _watchers.ForEach(watcher => watcher.Writer.TryWrite(line));
        }

        console?.Write(name, text, isError);
    }

    public IReadOnlyList<LogLine> Lines()
    {
        lock (_gate)
        {
            return [.. _lines];
        }
    }

    /// <summary>The lines so far and those to come, until the application stops. A watcher that is slow misses the oldest.</summary>
    public async IAsyncEnumerable<LogLine> WatchAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateBounded<LogLine>(new BoundedChannelOptions(WatcherBacklog) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_gate)
        {
            foreach (var line in _lines)
            {
                channel.Writer.TryWrite(line);
            }

            if (_complete)
            {
                channel.Writer.Complete();
            }

            _watchers.Add(channel);
        }

        try
        {
            await foreach (var line in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return line;
            }
        }
        finally
        {
            lock (_gate)
            {
                _watchers.Remove(channel);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _complete = true;
            _watchers.ForEach(watcher => watcher.Writer.TryComplete());
            file?.Dispose();
        }
    }
}
