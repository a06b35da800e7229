using System.Collections.Concurrent;
using System.Diagnostics;
using Kubrick.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace Kubrick.ServiceDefaults.Tests.Telemetry;

public sealed class BackgroundWorkTests : IDisposable
{
    // Spans are recorded only where they are exported. Nobody listens there.
    private const string Exported = "--OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1";

    private readonly ActivitySource source = new($"Kubrick.Tests.{Guid.NewGuid():N}");

    [Fact]
    public async Task A_client_call_outside_a_trace_is_not_recorded_nor_are_its_children()
    {
        var recorded = new RecordedSpans();
        await using var service = await StartAsync(recorded);
        using (source.StartActivity("find", ActivityKind.Client))
        using (source.StartActivity("command", ActivityKind.Client))
        {
        }

        using (source.StartActivity("marker", ActivityKind.Server))
        {
        }

        Assert.Equal(["marker"], recorded.Of(source).Select(span => span.OperationName));
    }

    [Theory]
    [InlineData(ActivityKind.Server)]
    [InlineData(ActivityKind.Consumer)]
    public async Task A_client_call_for_a_request_or_a_message_is_recorded(ActivityKind kind)
    {
        var recorded = new RecordedSpans();
        await using var service = await StartAsync(recorded);
        using (source.StartActivity("start", kind))
        using (source.StartActivity("find", ActivityKind.Client))
        {
        }

        Assert.Equal(["find", "start"], recorded.Of(source).Select(span => span.OperationName));
    }

    [Fact]
    public async Task Found_work_is_one_trace_with_its_client_calls()
    {
        var recorded = new RecordedSpans();
        await using var service = await StartAsync(recorded);
        using (source.StartActivity("find", ActivityKind.Client))
        {
        }

        ActivityTraceId trace;
        using (var work = BackgroundWork.Start("deletion"))
        {
            trace = work!.TraceId;
            using var call = source.StartActivity("delete", ActivityKind.Client);
        }

        var span = Assert.Single(recorded.Of(source));
        Assert.Equal(("delete", trace), (span.OperationName, span.TraceId));
        Assert.Contains(recorded.All, recording => recording.OperationName == "deletion" && recording.TraceId == trace);
    }

    [Theory]
    [InlineData()]
    [InlineData("--OTEL_EXPORTER_OTLP_ENDPOINT= ")]
    public async Task Without_a_receiver_no_span_is_recorded(params string[] settings)
    {
        var recorded = new RecordedSpans();
        await using var service = await StartAsync(recorded, settings);
        using (source.StartActivity("start", ActivityKind.Server))
        using (BackgroundWork.Start("deletion"))
        using (await service.Client.GetAsync("/nothing", TestContext.Current.CancellationToken))
        {
        }

        Assert.Empty(recorded.All);
    }

    [Fact]
    public async Task Without_a_receiver_the_trace_of_a_request_is_known_nevertheless()
    {
        var traces = new ConcurrentQueue<string?>();
        await using var service = await RunningService.StartAsync(app => app.MapGet("/trace", () => traces.Enqueue(Activity.Current?.TraceId.ToHexString())));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/trace");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        using var response = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(["0af7651916cd43dd8448eb211c80319c"], traces);
    }

    public void Dispose() => source.Dispose();

    private static Task<RunningService> StartAsync(RecordedSpans recorded) => StartAsync(recorded, Exported);

    private static Task<RunningService> StartAsync(RecordedSpans recorded, params string[] settings) => RunningService.StartAsync(
        _ => { }, builder => builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(recorded)), settings);

    private sealed class RecordedSpans : BaseProcessor<Activity>
    {
        private readonly ConcurrentQueue<Activity> spans = new();

        public IEnumerable<Activity> All => spans;

        public IEnumerable<Activity> Of(ActivitySource source) => spans.Where(span => span.Source.Name == source.Name);

        public override void OnEnd(Activity data) => spans.Enqueue(data);
    }
}
