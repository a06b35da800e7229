using System.Globalization;
using Kubrick.Benchmarks.Live;

namespace Kubrick.Benchmarks.Uploads;

/// <summary>Samples the resident memory of a service four times a second.</summary>
internal sealed class MemoryWatch : IAsyncDisposable
{
    private const double MiB = 1_048_576;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly KubrickSystem system;
    private readonly string service;
    private readonly CancellationTokenSource stop = new();
    private readonly Task watching;
    private long before;
    private long most;

    private MemoryWatch(KubrickSystem system, string service)
    {
        (this.system, this.service) = (system, service);
        before = Now();
        watching = WatchAsync(stop.Token);
    }

    /// <summary>Starts; the memory now is that before the work.</summary>
    public static MemoryWatch Start(KubrickSystem system, string service) => new(system, service);

    /// <summary>The memory before, the most since, and the memory now, in MiB, as a text.</summary>
    public string Describe() => string.Create(
        CultureInfo.InvariantCulture, $"{service}: {before / MiB:F0} before, {Interlocked.Read(ref most) / MiB:F0} at most, {Now() / MiB:F0} now");

    /// <summary>From now on, the memory now is that before the work.</summary>
    public void Restart()
    {
        before = Now();
        Interlocked.Exchange(ref most, before);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await watching;
        stop.Dispose();
    }

    private long Now() => system.Processes.Of(service).Sum(ResidentMemory.Of);

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            Interlocked.Exchange(ref most, Math.Max(Interlocked.Read(ref most), Now()));
            await Task.Delay(Interval, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
