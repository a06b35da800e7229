using Kubrick.Contracts.Logs;
using Kubrick.Ingest.Streams;
using Kubrick.Testing;

namespace Kubrick.Ingest.Tests.Streams;

public sealed class StreamOpeningTests : IDisposable
{
    private readonly CancellationTokenSource client = new();
    private readonly StreamOpening opening;

    public StreamOpeningTests() => opening = new(TimeSpan.FromHours(1), (_, _) => Task.FromResult(LeaseMessages.Keeping), TimeProvider.System, client.Token);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_yields_to_another_connection_once_its_client_is_gone()
    {
        await client.CancelAsync();
        Assert.Equal(LeaseMessages.Leaving, await opening.AnswerAsync(LeaseMessages.Yield, Stop));
        Assert.True(opening.IsYielded);
        await Eventually.TrueAsync("it ends", () => Task.FromResult(opening.Ended.IsCancellationRequested), Stop);
    }

    [Fact]
    public async Task It_continues_while_its_client_waits()
    {
        Assert.Equal(LeaseMessages.Keeping, await opening.AnswerAsync(LeaseMessages.Yield, Stop));
        Assert.Equal((false, false), (opening.IsYielded, opening.Ended.IsCancellationRequested));
    }

    [Fact]
    public async Task A_disconnected_client_alone_does_not_end_it()
    {
        await client.CancelAsync();
        Assert.Equal(LeaseMessages.Keeping, await opening.AnswerAsync(LeaseMessages.Keep, Stop));
        Assert.Equal((false, false), (opening.IsYielded, opening.Ended.IsCancellationRequested));
    }

    [Fact]
    public async Task After_the_opening_the_publisher_answers()
    {
        await client.CancelAsync();
        opening.Dispose();
        Assert.Equal(LeaseMessages.Keeping, await opening.AnswerAsync(LeaseMessages.Yield, Stop));
        Assert.False(opening.IsYielded);
    }

    public void Dispose()
    {
        opening.Dispose();
        client.Dispose();
    }
}
