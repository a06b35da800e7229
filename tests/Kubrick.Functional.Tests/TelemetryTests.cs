using System.Net;
using Kubrick.Functional.Tests.Live;
using Kubrick.Testing;

namespace Kubrick.Functional.Tests;

/// <summary>Traces, health checks and metrics of the services.</summary>
[Collection(LocalSystemCollection.Name)]
public sealed class TelemetryTests(LocalSystem system)
{
    private readonly Client client = new(system);

    [Fact]
    public async Task A_deletion_is_one_trace_through_gateway_database_broker_and_consumer()
    {
        var id = await client.CreatedId();
        (await client.InitChunked(id, 1000)).Expect(HttpStatusCode.OK);
        (await client.Delete($"/api/recordings/{id}")).Expect(HttpStatusCode.NoContent);

        string[] wanted = ["gateway", "recordings", "uploads"];
        await WaitUntilAsync(() => Traces().Any(trace =>
            wanted.All(service => trace.Any(span => span.Service == service))
            && trace.Any(span => span.Scope == "MongoDB.Driver")
            && trace.Any(span => span.Scope == "MassTransit")));
    }

    [Fact]
    public async Task A_stream_is_one_trace_from_recorder_to_worker_and_its_frames_are_no_spans()
    {
        await using var stream = await TestStream.StartAsync(system);
        await stream.Publisher.ReplayAsync([.. LiveSystem.Recorded("vp8").Chunks.Select(chunk => (chunk.At / 4, chunk.Bytes))], null, TestContext.Current.CancellationToken);
        await stream.Publisher.StopAsync(TestContext.Current.CancellationToken);

        await WaitUntilAsync(() => Traces().Any(trace =>
            trace.Any(span => span is { Service: "ingest", Name: "open stream" })
            && trace.Any(span => span is { Service: "transcoder", Name: "transcode stream" })
            && trace.Any(span => span.Scope == "MassTransit")));
        Assert.DoesNotContain(system.Receiver.Spans, span => span.Scope.StartsWith("RabbitMQ.Client", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_signature_never_reaches_a_trace()
    {
        var id = await client.CreatedId();
        await client.Upload(id, VideoFile.WebM(1000));
        var video = (await client.Get($"/api/recordings/{id}")).Attributes.GetProperty("videoUrl").GetString()!;
        var signature = System.Text.RegularExpressions.Regex.Match(video, "(?i)(signature|sig)=([^&]+)").Groups[2].Value;
        await client.Video(id);
        await WaitUntilAsync(() => system.Receiver.Spans.Any(span => span.Attributes.Contains("/api/upload/objects/", StringComparison.Ordinal)));
        Assert.DoesNotContain(system.Receiver.Spans, span => span.Attributes.Contains(signature, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("recordings")]
    [InlineData("uploads")]
    [InlineData("web")]
    [InlineData("gateway")]
    public async Task Every_service_has_health_liveness_and_metrics(string service)
    {
        using var http = system.Client(service);
        foreach (var path in new[] { "/health", "/alive", "/metrics" })
        {
            using var response = await http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    private IEnumerable<List<OtlpReceiver.Span>> Traces() => system.Receiver.Spans.GroupBy(span => span.TraceId).Select(trace => trace.ToList());

    private Task WaitUntilAsync(Func<bool> condition) => Eventually.TrueAsync(
        "the spans are received",
        () => Task.FromResult(condition()),
        TestContext.Current.CancellationToken,
        found: () => "Received: "
            + string.Join(", ", system.Receiver.Spans.GroupBy(span => $"{span.Service}/{span.Scope}").Select(group => $"{group.Key} {group.Count()}")));
}
