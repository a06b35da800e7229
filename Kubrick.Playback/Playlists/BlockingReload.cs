using System.Globalization;
using Kubrick.Playback.Window;
using Kubrick.ServiceDefaults.Errors;
using Microsoft.Extensions.Primitives;

namespace Kubrick.Playback.Playlists;

/// <summary>A blocking playlist reload: a request for a playlist that contains a given segment or part (RFC 8216bis, 6.2.5.2).</summary>
/// <param name="MediaSequence"><c>_HLS_msn</c>.</param>
/// <param name="PartIndex"><c>_HLS_part</c>; null for the whole segment.</param>
internal sealed record BlockingReload(long MediaSequence, int? PartIndex)
{
    private const string MediaSequenceKey = "_HLS_msn";
    private const string PartKey = "_HLS_part";
    private const int MaxSegmentsAhead = 2;
    private const int MaxSecondsAhead = 3;

    /// <summary>Whether a query has one of the directives.</summary>
    public static bool IsRequestedBy(IQueryCollection query) => query.ContainsKey(MediaSequenceKey) || query.ContainsKey(PartKey);

    /// <summary>Reads the directives of a query.</summary>
    public static Result<BlockingReload> Read(IQueryCollection query)
    {
        var (sequence, part) = (query[MediaSequenceKey], query[PartKey]);
        if (sequence.Count == 0)
        {
            return ApiErrors.MissingQueryParameter(MediaSequenceKey);
        }

        if (Number(sequence) is not { } mediaSequence)
        {
            return Malformed(MediaSequenceKey);
        }

        if (part.Count == 0)
        {
            return new BlockingReload(mediaSequence, null);
        }

        return Number(part) is { } index and <= int.MaxValue ? new BlockingReload(mediaSequence, (int)index) : Malformed(PartKey);
    }

    /// <summary>Whether the window's playlist contains the segment or part. An ended stream satisfies every request: nothing more is added to it.</summary>
    public bool IsSatisfiedBy(LiveWindow window)
    {
        if (window.IsEnded)
        {
            return true;
        }

        var count = window.ListedCount();
        if (count == 0)
        {
            return false;
        }

        var last = window.Segments[count - 1];
        var lastWhole = last.IsFetchable ? last.MediaSequence : last.MediaSequence - 1;
        if (MediaSequence < lastWhole || (MediaSequence == lastWhole && PartIndex is null))
        {
            return true;
        }

        if (PartIndex is not { } part)
        {
            return false;
        }

        return last.MediaSequence == MediaSequence
            ? part < last.Parts.Length
            // A part index beyond the end of a segment means the first part of the next segment.
            : MediaSequence == lastWhole && (last.MediaSequence > lastWhole || part < window.Find(MediaSequence)!.Parts.Length);
    }

    /// <summary>Whether no player can know of the segment or part yet: it is more than two segments, or three seconds of parts, ahead.</summary>
    public bool IsTooFarAhead(LiveWindow window, double partTarget)
    {
        var next = window.Segments switch
        {
            [.., { IsClosed: false } open] => open.MediaSequence,
            [.., { } last] => last.MediaSequence + 1,
            _ => 0,
        };
        if (MediaSequence > next - 1 + MaxSegmentsAhead)
        {
            return true;
        }

        var parts = window.Segments is [.., { IsClosed: false } growing] ? growing.Parts.Length : 0;
        var limit = partTarget < 1 ? (int)Math.Ceiling(MaxSecondsAhead / partTarget) : MaxSecondsAhead;
        return MediaSequence == next && PartIndex >= parts + limit;
    }

    private static long? Number(StringValues values) =>
        values.Count == 1 && values[0] is { Length: > 0 and <= 18 } text && text.All(char.IsAsciiDigit) ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    private static ApiErrorResult Malformed(string name) => ApiErrors.InvalidFormat($"'{name}' must be one whole number from 0.", new ErrorSource(Parameter: name));
}
