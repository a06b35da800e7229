using System.Collections.Concurrent;
using System.Diagnostics;
using Kubrick.Storage.Tests.Conformance;
using Microsoft.Extensions.Logging;

namespace Kubrick.Storage.Tests.Gcp;

/// <summary>A session's URI lets its bearer write. It must be in no log line, trace or error.</summary>
public sealed class GcpSecretTests : GcpBed
{
    [Fact]
    public async Task The_URI_of_a_session_is_neither_logged_nor_traced_nor_in_an_error()
    {
        var seen = new ConcurrentQueue<string>();
        using var logs = new Recorder(seen);
        Storage.Get<ILoggerFactory>().AddProvider(logs);
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => seen.Enqueue($"{activity.DisplayName} {string.Join(' ', activity.TagObjects.Select(tag => tag.Value))}"),
        };
        ActivitySource.AddActivityListener(listener);

        var session = await Storage.Multipart.StartAsync("a/b.webm", "video/webm", Cancel);
        await Storage.Multipart.PutPartAsync(session, 1, Bytes.Random(PartBytes), Cancel);
        Stub.Fault = request => request.Method == "PUT" ? new(403) : null;
        var refused = await Assert.ThrowsAsync<StorageException>(() => Storage.Uploads.FindReceivedAsync(session, Cancel));
        Stub.Fault = _ => null;
        await Storage.Uploads.AbortAsync(session, Cancel);
        var gone = await Assert.ThrowsAsync<StorageException>(() => Storage.Multipart.PutPartAsync(session, 1, Bytes.Random(10), Cancel));

        var secret = new Uri(session.UploadId).Query.Split("upload_id=")[1];
        Assert.DoesNotContain([.. seen, refused.ToString(), gone.ToString()], text => text.Contains(secret, StringComparison.Ordinal));
    }

    private sealed class Recorder(ConcurrentQueue<string> seen) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            seen.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
