using Kubrick.Playback.Tests.Hosting;
using Kubrick.Playback.Tickets;
using Kubrick.Testing;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Kubrick.Playback.Tests.Streams;

/// <summary>However many viewers a stream has at its end, Recordings is asked as if there was one.</summary>
public sealed class ViewersWaitTests : IDisposable
{
    private readonly FakeTimeProvider clock = new();
    private readonly FakeTicketApi recordings = new();
    private readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = 100 });
    private readonly LogLines log = new();
    private readonly LoggerFactory loggers;
    private readonly StreamTicketCache tickets;
    private readonly SettledRecordings settled;

    public ViewersWaitTests()
    {
        loggers = new LoggerFactory([log]);
        tickets = new StreamTicketCache(new Clients(recordings), cache, loggers.CreateLogger<StreamTicketCache>());
        settled = new SettledRecordings(tickets, cache, clock, loggers.CreateLogger<SettledRecordings>());
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        loggers.Dispose();
        log.Dispose();
        cache.Dispose();
        recordings.Dispose();
    }

    [Fact]
    public async Task All_viewers_of_a_recording_share_one_wait()
    {
        var id = recordings.Add();
        var viewers = Wait(id, 50);
        await Eventually.TrueAsync("Recordings was asked", () => Task.FromResult(recordings.Requests > 0), Stop);
        Assert.All(viewers, viewer => Assert.False(viewer.IsCompleted));
        recordings.Change(id, "ready");
        await AdvanceAsync(Task.WhenAll(viewers));
        // The clock stood still until the change: one question before it, and one after it.
        Assert.Equal(2, recordings.Requests);
        await Task.WhenAll(Wait(id, 10));
        Assert.Equal(2, recordings.Requests);
    }

    [Fact]
    public async Task After_a_wait_in_vain_viewers_do_not_wait_again()
    {
        var id = recordings.Add();
        await AdvanceAsync(Task.WhenAll(Wait(id, 10)), milliseconds: 500);
        Assert.Equal(1, log.Count("Recording not updated in time"));
        var before = recordings.Requests;
        // The clock does not advance any more.
        await Task.WhenAll(Wait(id, 10)).WaitAsync(TimeSpan.FromMinutes(1), Stop);
        Assert.Equal(before, recordings.Requests);

        // What viewers did not live to see is still waited for where the end itself arrives.
        var end = settled.WaitAsync(id, Stop);
        await Eventually.TrueAsync("Recordings is asked again", () => Task.FromResult(recordings.Requests > before), Stop);
        Assert.False(end.IsCompleted);
        recordings.Change(id, "ready");
        await AdvanceAsync(end);
    }

    [Fact]
    public async Task A_viewer_who_leaves_disturbs_neither_the_others_nor_the_log()
    {
        var id = recordings.Add();
        using var leaving = new CancellationTokenSource();
        var (first, other) = (settled.WaitForViewerAsync(id, leaving.Token), settled.WaitForViewerAsync(id, Stop));
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.False(other.IsCompleted);
        recordings.Change(id, "ready");
        await AdvanceAsync(other);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => tickets.AskAsync(id, leaving.Token));
        Assert.Equal(0, log.Count("unreachable"));
    }

    [Fact]
    public async Task While_Recordings_is_away_nobody_waits()
    {
        var id = recordings.Add();
        recordings.IsUnavailable = true;
        // The clock does not advance.
        await settled.WaitForViewerAsync(id, Stop).WaitAsync(TimeSpan.FromMinutes(1), Stop);
        await settled.WaitAsync(id, Stop).WaitAsync(TimeSpan.FromMinutes(1), Stop);
        Assert.Equal(2, recordings.Requests);
        // And the next viewers do not ask.
        await Task.WhenAll(Wait(id, 10)).WaitAsync(TimeSpan.FromMinutes(1), Stop);
        Assert.Equal(2, recordings.Requests);
    }

    private Task[] Wait(string id, int viewers) => [.. Enumerable.Range(0, viewers).Select(_ => settled.WaitForViewerAsync(id, Stop))];

    /// <summary>Lets the time pass, so slowly that an answer is not late, until a wait is over.</summary>
    private Task AdvanceAsync(Task waiting, int milliseconds = 10) => Eventually.TrueAsync(
        "the wait is over",
        () =>
        {
            clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
            return Task.FromResult(waiting.IsCompletedSuccessfully);
        },
        Stop);

    private sealed class Clients(FakeTicketApi recordings) : IHttpClientFactory
    {
        public HttpClient CreateClient(string name) => new(recordings, disposeHandler: false) { BaseAddress = new Uri("http://recordings") };
    }
}
