using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Documents;
using Kubrick.Storage;

namespace Kubrick.Recordings.Uploads;

/// <summary>
/// How much of a recording is in the bytes of an upload, from the times that its client reported. Between two reported parts the bitrate counts as constant.
/// </summary>
internal static class RecordedTimes
{
    /// <summary>The most parts whose times are stored. Beyond it, every second one is forgotten: those that remain cover the whole recording.</summary>
    private const int MaxParts = 16;

    /// <summary>What a recorder that continues after a crash may lack of what it has reported: the chunks that were not on its disk yet.</summary>
    private const double MaxLost = 60;

    /// <summary>What a recorder may be ahead of its file when it crashes: the chunk that it was about to deliver, in seconds. Less is not reported as missing.</summary>
    private const double LastChunk = 5;

    /// <summary>The session with the reported times. The recorded time never decreases, whatever a client reports.</summary>
    public static UploadSessionFacts WithTimes(this UploadSessionFacts session, NotePart note)
    {
        var times = session.PartTimes;
        if (note.EndSeconds is { } end)
        {
            times = [.. times.Where(time => time.PartNumber != note.PartNumber).Append(new PartTime { PartNumber = note.PartNumber, EndSeconds = end }).OrderBy(time => time.PartNumber)];
        }

        return session with
        {
            RecordedSeconds = Latest(Latest(session.RecordedSeconds, note.RecordedSeconds), note.EndSeconds),
            PartTimes = times.Count <= MaxParts ? times : [.. times.Where((_, i) => i % 2 == 1 || i == times.Count - 1)],
        };
    }

    /// <summary>The session whose client says how long its recorder ran, in seconds; null if it does not.</summary>
    public static UploadSessionFacts WithRecorded(this UploadSessionFacts session, double? seconds) => session with { RecordedSeconds = Latest(session.RecordedSeconds, seconds) };

    /// <summary>
    /// Whether its sender has recorded much less than was reported before: it is a copy that lost its end, which cannot give the recording more than has arrived. So it is no
    /// sign of life of the recorder, however often somebody opens the page that has it.
    /// </summary>
    public static bool IsBehind(this NotePart note, UploadSessionFacts session) => note.RecordedSeconds + MaxLost < session.RecordedSeconds;

    /// <summary>
    /// The session of an upload whose client reported no times, but declared the size of a recording whose duration was known from its creation: the bitrate counts as constant.
    /// </summary>
    public static UploadSessionFacts WithDuration(this UploadSessionFacts session, Recording recording) =>
        session is { RecordedSeconds: null, PartTimes.Count: 0 } && recording is { Recovered: false, Duration: { } duration, DeclaredBytes: > 0 and var bytes }
            ? session with { RecordedSeconds = duration, PartTimes = [new PartTime { PartNumber = 1, EndSeconds = duration * session.ChunkSize / bytes }] }
            : session;

    /// <summary>The recorded time at the end of the first <paramref name="bytes"/> bytes, in seconds; null if unknown.</summary>
    public static double? SecondsIn(this UploadSessionFacts session, long bytes)
    {
        var (position, seconds) = (0d, 0d);
        foreach (var time in session.PartTimes.OrderBy(time => time.PartNumber))
        {
            var (next, end) = ((double)time.PartNumber * session.ChunkSize, Math.Max(time.EndSeconds, seconds));
            if (bytes <= next)
            {
                return seconds + ((end - seconds) * (bytes - position) / (next - position));
            }

            (position, seconds) = (next, end);
        }

        // After the last reported part the average bitrate counts.
        return position > 0 ? Math.Min(seconds * bytes / position, Math.Max(seconds, session.RecordedSeconds ?? double.MaxValue)) : null;
    }

    /// <summary>The recorded time in some parts of the upload, in seconds; null if unknown.</summary>
    /// <param name="session">The session.</param>
    /// <param name="parts">The parts in their order; some may be missing before, between and after them.</param>
    /// <param name="arriveWhole">
    /// Whether a part arrives whole or not at all, as where it has its own URL: the last one may be shorter, and reaches up to the time that its client reported for it.
    /// </param>
    public static double? SecondsIn(this UploadSessionFacts session, IReadOnlyList<UploadedPart> parts, bool arriveWhole)
    {
        var seconds = 0d;
        foreach (var (index, part) in parts.Index())
        {
            var start = (part.PartNumber - 1) * session.ChunkSize;
            var length = arriveWhole && index == parts.Count - 1 ? session.ChunkSize : part.Length ?? session.ChunkSize;
            if (session.SecondsIn(start) is not { } from || session.SecondsIn(start + length) is not { } to)
            {
                return null;
            }

            seconds += to - from;
        }

        return seconds;
    }

    /// <summary>
    /// How much of the recording has not arrived, in seconds with one decimal; null if unknown. It is the least: what was recorded after the client's last report is not known.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="arrived">The recorded time that has arrived, in seconds; null if unknown.</param>
    public static double? MissingSeconds(this UploadSessionFacts session, double? arrived) =>
        session.RecordedSeconds - arrived is { } missing ? Math.Round(Math.Max(0, missing), 1) : null;

    /// <summary>
    /// How much the file lacks that its client declared to be all it has, in seconds with one decimal: its copy lost its end, as on a full disk, if more was recorded. Null if it is
    /// whole, as far as anybody has reported.
    /// </summary>
    /// <param name="recording">The recording, with the session that stored the file unless that is not known any more, or as it was recovered.</param>
    /// <param name="recorded">The recorded time as the client declared it with the file, in seconds; null if it did not.</param>
    /// <param name="duration">The recorded time in the file, in seconds; null if unknown.</param>
    public static double? SecondsBeyond(this Recording recording, double? recorded, double? duration) =>
        Latest(Latest(recording.UploadSession?.RecordedSeconds, recorded), recording.RecordedSeconds) - duration is { } missing and >= LastChunk ? Math.Round(missing, 1) : null;

    private static double? Latest(double? some, double? other) => some is null || other > some ? other : some;
}
