using System.Collections.Concurrent;
using System.Diagnostics;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.ServiceDefaults.Telemetry;
using Kubrick.Testing;
using MongoDB.Driver;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace Kubrick.Recordings.Tests.Telemetry;

public sealed class TraceTests(Servers servers)
{
    // Spans are recorded only where they are exported. Nobody listens there.
    private static readonly (string Name, string Value) Exported = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1");

    private static readonly string[] Sources = ["Microsoft.AspNetCore", "MongoDB.Driver", "MassTransit"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Background_jobs_start_no_trace_until_they_find_work()
    {
        var recorded = new RecordedSpans();
        await using var app = await RecordingsApp.StartAsync(
            servers,
            new()
            {
                [Exported.Name] = Exported.Value,
                ["Outbox:PollInterval"] = "00:00:00.050",
                ["Outbox:MinimumAge"] = "00:00:00",
                ["Deletion:PollInterval"] = "00:00:00.050",
                ["Deletion:RetryDelay"] = "00:00:00.050",
                ["Reconciliation:Interval"] = "00:00:00.050",
                ["Reconciliation:StuckAfter"] = "00:00:00",
            },
            services => services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(recorded)));
        var database = new MongoUrl(app.Database).DatabaseName;

        // The found work proves that the relay and the deletion job have polled.
        var happened = OutboxEvents.Pack(new Contracts.Recordings.RecordingRenamed("x", "Found", Sample.Noon), Sample.Noon);
        var tombstone = Sample.Recording() with { DeletedAt = Sample.Noon, Deletion = new DeletionProgress { DueAt = Sample.Noon }, Outbox = [happened] };
        await app.Collection.InsertOneAsync(tombstone, cancellationToken: Stop);
        await Eventually.TrueAsync(
            "the tombstone is gone", async () => await app.Collection.CountDocumentsAsync(found => found.Id == tombstone.Id, cancellationToken: Stop) == 0, Stop);
        await Eventually.TrueAsync(
            "the deletion is a trace", () => Task.FromResult(recorded.Of(database).Any(span => span.Parent?.OperationName == "deletion")), Stop);
        Assert.All(recorded.Of(database), span => Assert.NotEqual(default, span.ParentSpanId));
    }

    [Fact]
    public async Task A_creation_is_one_trace_from_the_request_to_the_published_event()
    {
        var recorded = new RecordedSpans();
        await using var app = await RecordingsApp.StartAsync(
            servers, new() { [Exported.Name] = Exported.Value }, services => services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(recorded)));
        ActivityTraceId trace;
        using (var client = BackgroundWork.Start("test"))
        {
            trace = client!.TraceId;
            await app.CreateAsync();
        }

        await Eventually.TrueAsync(
            "the event is published in the trace of the request",
            () => Task.FromResult(Sources.All(source =>
                recorded.All.Any(span => span.TraceId == trace && span.Source.Name == source))),
            Stop);
    }

    private sealed class RecordedSpans : BaseProcessor<Activity>
    {
        private readonly ConcurrentQueue<Activity> spans = new();

        public IEnumerable<Activity> All => spans;

        /// <summary>The spans of one database's commands.</summary>
        public IEnumerable<Activity> Of(string database) => spans.Where(span => Equals(span.GetTagItem("db.namespace"), database));

        public override void OnEnd(Activity data) => spans.Enqueue(data);
    }
}
