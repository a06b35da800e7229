using System.Collections.Concurrent;
using System.Diagnostics;
using Kubrick.ServiceDefaults.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace Kubrick.ServiceDefaults.Tests.Telemetry;

public sealed class BackgroundWorkTests : IDisposable
{
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

    public void Dispose() => source.Dispose();

    private static Task<RunningService> StartAsync(RecordedSpans recorded) => RunningService.StartAsync(
        _ => { }, builder => builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(recorded)));

    private sealed class RecordedSpans : BaseProcessor<Activity>
    {
        private readonly ConcurrentQueue<Activity> spans = new();

        public IEnumerable<Activity> All => spans;

        public IEnumerable<Activity> Of(ActivitySource source) => spans.Where(span => span.Source.Name == source.Name);

        public override void OnEnd(Activity data) => spans.Enqueue(data);
    }
}
