using Kubrick.Testing;

namespace Kubrick.StreamLogs.Tests;

public sealed class BrokerLeaseTests(BrokerFixture broker)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lease_has_one_owner_in_all_processes_until_it_is_released()
    {
        await using var one = LogService.Create(broker.Address);
        await using var other = LogService.Create(broker.Address);
        var name = NewName();
        Assert.False(await other.Leases.IsOwnedAsync(name, Stop));
        await using (var lease = await one.Leases.TryAcquireAsync(name, null, Stop))
        {
            Assert.NotNull(lease);
            Assert.Null(await one.Leases.TryAcquireAsync(name, null, Stop));
            Assert.Null(await other.Leases.TryAcquireAsync(name, null, Stop));
            Assert.True(await one.Leases.IsOwnedAsync(name, Stop));
            Assert.True(await other.Leases.IsOwnedAsync(name, Stop));
        }

        Assert.False(await one.Leases.IsOwnedAsync(name, Stop));
        await using var next = await other.Leases.TryAcquireAsync(name, null, Stop);
        Assert.NotNull(next);
    }

    [Fact]
    public async Task Of_many_simultaneous_attempts_one_gets_the_lease()
    {
        await using var one = LogService.Create(broker.Address);
        await using var other = LogService.Create(broker.Address);
        var name = NewName();
        var tries = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? one : other).Leases.TryAcquireAsync(name, null, Stop)));
        await using var winner = Assert.Single(tries, lease => lease is not null);
    }

    [Fact]
    public async Task The_owner_answers_requests_of_any_replica()
    {
        await using var one = LogService.Create(broker.Address);
        await using var other = LogService.Create(broker.Address);
        var name = NewName();
        Assert.Null(await other.Leases.AskAsync(name, "who?", TimeSpan.FromSeconds(30), Stop));
        await using var lease = await one.Leases.TryAcquireAsync(name, (request, _) => Task.FromResult(request + " me"), Stop);
        Assert.Equal("who? me", await other.Leases.AskAsync(name, "who?", TimeSpan.FromSeconds(30), Stop));
        Assert.Equal("you? me", await one.Leases.AskAsync(name, "you?", TimeSpan.FromSeconds(30), Stop));
    }

    [Fact]
    public async Task An_owner_whose_connection_breaks_is_notified_and_the_lease_is_free()
    {
        await using var relay = new TcpRelay(broker.Port);
        relay.Open();
        await using var one = LogService.Create(broker.AddressAt(relay.Port));
        await using var other = LogService.Create(broker.Address);
        var name = NewName();
        await using var lease = await one.Leases.TryAcquireAsync(name, null, Stop);
        Assert.False(lease!.Lost.IsCancellationRequested);
        await relay.CutAsync();
        await Eventually.TrueAsync("the holder knows", () => Task.FromResult(lease.Lost.IsCancellationRequested), Stop);
        await Eventually.TrueAsync("the lease is free", async () => !await other.Leases.IsOwnedAsync(name, Stop), Stop);
        relay.Open();
        await using var again = await one.Leases.TryAcquireAsync(name, null, Stop);
        Assert.NotNull(again);
        Assert.Null(await other.Leases.TryAcquireAsync(name, null, Stop));
    }

    [Fact]
    public async Task A_cancelled_attempt_leaves_the_lease_free_whenever_it_was_cancelled()
    {
        await using var one = LogService.Create(broker.Address);
        await using var other = LogService.Create(broker.Address);
        await using (await one.Leases.TryAcquireAsync(NewName(), null, Stop))
        {
            // The connection is there, and the code warm.
        }

        for (var i = 0; i < 60; i++)
        {
            var name = NewName();
            using var givingUp = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            givingUp.CancelAfter(TimeSpan.FromMicroseconds(200 * i));
            try
            {
                await ((await one.Leases.TryAcquireAsync(name, null, givingUp.Token))?.DisposeAsync() ?? ValueTask.CompletedTask);
            }
            catch (OperationCanceledException)
            {
                // Given up, at whichever step.
            }

            await Eventually.TrueAsync("the lease is free", async () => !await other.Leases.IsOwnedAsync(name, Stop), Stop);
            await using var again = await one.Leases.TryAcquireAsync(name, null, Stop);
            Assert.NotNull(again);
        }
    }

    private static string NewName() => $"lease.{Guid.NewGuid():N}";
}
