using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.Testing;

namespace Kubrick.AppHost.Local.Tests;

public sealed class PortReservationsTests
{
    [Fact]
    public async Task Eight_applications_that_start_at_once_have_ports_of_their_own()
    {
        var deadline = TestApplication.Deadline;
        var applications = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            () => TestApplication.StartAsync(
                builder =>
                {
                    for (var i = 0; i < 5; i++)
                    {
                        builder.AddExecutable($"worker{i}", "sleep", "/", "600").WithEndpoint();
                    }
                },
                deadline),
            deadline)));
        var ports = applications.SelectMany(application => Enumerable.Range(0, 5).Select(i => application.GetEndpoint($"worker{i}", "tcp").Port)).ToList();
        await Task.WhenAll(applications.Select(application => application.DisposeAsync().AsTask()));
        Assert.Equal(40, ports.Distinct().Count());
        Assert.All(ports, port => Assert.InRange(port, 20_000, 31_999));
    }

    [Fact]
    public void A_port_is_free_again_when_its_application_has_ended()
    {
        using var one = new PortReservations();
        using var other = new PortReservations();
        var port = one.Reserve();
        Assert.Throws<LaunchException>(() => other.Reserve(port));
        one.Dispose();
        Assert.Equal(port, other.Reserve(port));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    public async Task A_port_that_was_asked_for_and_is_taken_stops_the_start_with_one_sentence(string address)
    {
        using var listener = new TcpListener(IPAddress.Parse(address), 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var error = await Assert.ThrowsAsync<DistributedApplicationException>(() => TestApplication.StartAsync(
            builder => builder.AddExecutable("worker", "sleep", "/", "600").WithEndpoint(port: port), TestApplication.Deadline));
        Assert.Equal($"The endpoint 'tcp' of 'worker' cannot be had: Port {port} is taken by another program.", error.Message);
    }
}
