using Kubrick.Recordings.Listing;
using Kubrick.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Kubrick.Recordings.Tests.Listing;

public sealed class RememberedTests : IDisposable
{
    private readonly FakeTimeProvider clock = new();
    private readonly SlowSearches searches;
    private readonly List<Exception> failures = [];
    private readonly Remembered<string> remembered;
    private int count;

    public RememberedTests()
    {
        searches = new SlowSearches(clock);
        remembered = New(maxAge: 10);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => searches.Dispose();

    [Fact]
    public async Task It_is_used_then_found_anew_in_the_background_then_forgotten()
    {
        Assert.Null(remembered.Find("a", NextAsync));
        Assert.Equal("1", await remembered.SearchAsync("a", NextAsync, Stop));
        Advance(2);
        Assert.Equal("1", remembered.Find("a", NextAsync));
        Advance(1);
        Assert.Equal("1", remembered.Find("a", NextAsync));
        await Eventually.TrueAsync("it is found anew", () => Task.FromResult(remembered.Find("a", NextAsync) != "1"), Stop);
        Advance(10.1);
        Assert.Null(remembered.Find("a", NextAsync));
    }

    [Fact]
    public async Task It_is_as_old_as_the_beginning_of_its_search_and_rests_ten_times_as_long_as_that_took()
    {
        Task<string> Slow(CancellationToken timeout)
        {
            Advance(1);
            return NextAsync(timeout);
        }

        await remembered.SearchAsync("a", Slow, Stop);
        Advance(8.9);
        Assert.Equal("1", remembered.Find("a", Slow));
        Assert.Equal(1, count);
        Advance(0.2);
        Assert.Equal("1", remembered.Find("a", Slow));
        await Eventually.TrueAsync("it is found anew", () => Task.FromResult(remembered.Find("a", Slow) != "1"), Stop);
        Advance(18);
        Assert.Null(remembered.Find("a", Slow));
    }

    [Fact]
    public async Task What_is_used_only_while_it_is_fresh_is_not_found_in_the_background()
    {
        var current = New(maxAge: 2);
        Task<string> Slow(CancellationToken timeout)
        {
            Advance(1);
            return NextAsync(timeout);
        }

        await current.SearchAsync("a", Slow, Stop);
        Advance(1);
        Assert.Equal("1", current.Find("a", Slow));
        Advance(0.1);
        Assert.Null(current.Find("a", Slow));
        Assert.Equal(1, count);
    }

    [Fact]
    public async Task Requests_share_a_search_which_none_of_them_ends()
    {
        var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var leaves = new CancellationTokenSource();
        Task<string> Search(CancellationToken timeout)
        {
            Interlocked.Increment(ref count);
            return found.Task;
        }

        var waiting = Enumerable.Range(0, 10).Select(index => remembered.SearchAsync("a", Search, index == 0 ? leaves.Token : Stop)).ToList();
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting[0]);
        found.SetResult("all");
        Assert.All(await Task.WhenAll(waiting.Skip(1)), value => Assert.Equal("all", value));
        Assert.Equal((1, "all"), (count, remembered.Find("a", Search)));
    }

    [Fact]
    public async Task Two_searches_run_at_once_and_others_wait()
    {
        var others = New(maxAge: 10);
        var ends = Enumerable.Range(0, 4).Select(_ => new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously)).ToList();
        var running = 0;
        var waiting = ends.Select((end, index) => (index % 2 == 0 ? remembered : others).SearchAsync(
            $"{index}",
            async _ =>
            {
                Assert.InRange(Interlocked.Increment(ref running), 1, 2);
                var value = await end.Task;
                Interlocked.Decrement(ref running);
                return value;
            },
            Stop)).ToList();
        await Eventually.TrueAsync("two run", () => Task.FromResult(Volatile.Read(ref running) == 2), Stop);
        ends.ForEach(end => end.SetResult("end"));
        Assert.All(await Task.WhenAll(waiting), value => Assert.Equal("end", value));
    }

    [Fact]
    public async Task A_search_that_fails_in_the_background_is_reported_and_what_is_known_stays()
    {
        await remembered.SearchAsync("a", NextAsync, Stop);
        Advance(3);
        Assert.Equal("1", remembered.Find("a", _ => throw new InvalidOperationException("broken")));
        await Eventually.TrueAsync("it is reported", () => Task.FromResult(Failures() is ["broken"]), Stop);
        Assert.Equal("1", remembered.Find("a", NextAsync));
    }

    [Fact]
    public async Task A_search_ends_after_thirty_seconds()
    {
        var isRunning = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var search = remembered.SearchAsync(
            "a",
            async timeout =>
            {
                isRunning.SetResult();
                await Task.Delay(Timeout.Infinite, timeout);
                return "never";
            },
            Stop);
        await isRunning.Task;
        Advance(30);
        await Assert.ThrowsAsync<TimeoutException>(() => search);
        Assert.Equal("1", await remembered.SearchAsync("a", NextAsync, Stop));
    }

    [Fact]
    public async Task What_is_changed_stays_as_old_as_it_is()
    {
        await remembered.SearchAsync("a", NextAsync, Stop);
        Advance(1.5);
        remembered.Change("a", value => value + "!");
        remembered.Change("b", value => value + "!");
        Assert.Equal(("1!", null), (remembered.Find("a", NextAsync), remembered.Find("b", NextAsync)));
        Advance(9);
        Assert.Null(remembered.Find("a", NextAsync));
    }

    [Fact]
    public async Task It_has_a_bound()
    {
        for (var index = 0; index < 4; index++)
        {
            await remembered.SearchAsync($"{index}", NextAsync, Stop);
        }

        Assert.Equal(["4"], Enumerable.Range(0, 4).Select(index => remembered.Find($"{index}", NextAsync)).OfType<string>());
    }

    private Remembered<string> New(double maxAge) => new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(maxAge), maxEntries: 3, searches, failure =>
    {
        lock (failures)
        {
            failures.Add(failure);
        }
    });

    private string[] Failures()
    {
        lock (failures)
        {
            return [.. failures.Select(failure => failure.Message)];
        }
    }

    private void Advance(double seconds) => clock.Advance(TimeSpan.FromSeconds(seconds));

    private Task<string> NextAsync(CancellationToken timeout) => Task.FromResult($"{Interlocked.Increment(ref count)}");
}
