using System.Diagnostics;
using System.Diagnostics.Metrics;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder;

/// <summary>The meter and the activity source <c>Kubrick.Transcoder</c>.</summary>
internal sealed class TranscoderMetrics
{
    /// <summary>Their name.</summary>
    public const string Name = "Kubrick.Transcoder";

    /// <summary>The traces, one per stream.</summary>
    public static readonly ActivitySource Activities = new(Name);

    private readonly LiveLag lag;
    private readonly UpDownCounter<int> slots;
    private readonly Counter<long> streams;
    private readonly Counter<long> parts;
    private readonly Counter<long> partBytes;
    private readonly Histogram<double> partDelay;
    private readonly Histogram<double> segmentTime;
    private readonly Counter<long> segmentBytes;
    private readonly Counter<long> restarts;
    private readonly Counter<long> processed;
    private readonly Histogram<double> processingTime;

    public TranscoderMetrics(IMeterFactory factory, LiveLag lag)
    {
        this.lag = lag;
        var meter = factory.Create(Name);
        slots = meter.CreateUpDownCounter<int>("kubrick.transcoder.slots.used", "{stream}", "Streams that this worker owns.");
        streams = meter.CreateCounter<long>("kubrick.transcoder.streams", "{stream}", "Streams that this worker finished, by outcome.");
        parts = meter.CreateCounter<long>("kubrick.transcoder.parts", "{part}", "Published parts.");
        partBytes = meter.CreateCounter<long>("kubrick.transcoder.part.bytes", "By", "Bytes of published parts.");
        partDelay = meter.CreateHistogram<double>("kubrick.transcoder.part.delay", "s", "Time from the recorder's clock at a part's end to the part log.");
        segmentTime = meter.CreateHistogram<double>("kubrick.transcoder.segment.duration", "s", "Time to store a segment.");
        segmentBytes = meter.CreateCounter<long>("kubrick.transcoder.segment.bytes", "By", "Bytes of stored segments.");
        processed = meter.CreateCounter<long>("kubrick.transcoder.processed", "{recording}", "Attempts to process a recording, by outcome.");
        processingTime = meter.CreateHistogram<double>("kubrick.transcoder.processing.duration", "s", "Time to process a recording.");
        restarts = meter.CreateCounter<long>("kubrick.transcoder.ffmpeg.restarts", "{restart}", "Restarts of FFmpeg.");
    }

    /// <summary>Starts to watch whether a stream's parts are late.</summary>
    public StreamLag WatchStream() => lag.Watch();

    /// <summary>An attempt to process a recording is over.</summary>
    public void Processed(string outcome, TimeSpan duration)
    {
        var tag = new KeyValuePair<string, object?>("outcome", outcome);
        processed.Add(1, tag);
        processingTime.Record(duration.TotalSeconds, tag);
    }

    /// <summary>A stream occupies a slot, or frees it.</summary>
    public void SlotsUsed(int change) => slots.Add(change);

    /// <summary>A stream is over.</summary>
    public void StreamOver(string outcome) => streams.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>A part was appended to the part log.</summary>
    public void PartPublished(long bytes, TimeSpan delay)
    {
        parts.Add(1);
        partBytes.Add(bytes);
        partDelay.Record(Math.Max(0, delay.TotalSeconds));
    }

    /// <summary>A segment is stored.</summary>
    public void SegmentStored(TimeSpan duration, long bytes)
    {
        segmentTime.Record(duration.TotalSeconds);
        segmentBytes.Add(bytes);
    }

    /// <summary>FFmpeg was restarted.</summary>
    public void FFmpegRestarted() => restarts.Add(1);
}
