using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Kubrick.Recordings.Documents;
using MongoDB.Bson;

namespace Kubrick.Recordings.Database;

/// <summary>Counts and logs documents with fields that cannot be read, each once per process.</summary>
internal sealed partial class UnreadableRecordings
{
    private const int MaxRemembered = 100_000;

    private readonly ConcurrentDictionary<ObjectId, bool> reported = new();
    private readonly Counter<long> counter;
    private readonly ILogger<UnreadableRecordings> logger;

    public UnreadableRecordings(IMeterFactory meters, ILogger<UnreadableRecordings> logger)
    {
        this.logger = logger;
        var meter = meters.Create("Kubrick.Recordings.Documents");
        counter = meter.CreateCounter<long>("kubrick.recordings.unreadable", "{document}", "Documents with fields that cannot be read, each counted once.");
    }

    public void Report(Recording recording)
    {
        // A set that is full reports nothing more: a log line per document and request would hide every other line.
        if (recording.Defects.Count == 0 || reported.Count >= MaxRemembered || !reported.TryAdd(recording.Id, true))
        {
            return;
        }

        counter.Add(1);
        LogUnreadable(recording.Id, string.Join(", ", recording.Defects));
    }

    [LoggerMessage(LogLevel.Warning, "Document unreadable: recording {RecordingId}: {Fields}")]
    private partial void LogUnreadable(ObjectId recordingId, string fields);
}
