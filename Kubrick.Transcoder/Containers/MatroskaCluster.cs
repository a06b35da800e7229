using Kubrick.Storage.Containers;

namespace Kubrick.Transcoder.Containers;

/// <summary>Recognises clusters.</summary>
internal static class MatroskaCluster
{
    /// <summary>
    /// Whether bytes that start with a cluster's id are a cluster: its first child must be a valid time, because video contains the four bytes of the id by chance. Null when
    /// more bytes are needed.
    /// </summary>
    public static bool? IsCluster(ReadOnlySpan<byte> window, long scale)
    {
        if (!Ebml.TryReadElement(window, out _, out _, out var length))
        {
            return null;
        }

        if (length == 0 || (window.Length > length && window[length] != MatroskaId.Timestamp))
        {
            return false;
        }

        if (!Ebml.TryReadElement(window[length..], out _, out var size, out var timeLength))
        {
            return null;
        }

        if (timeLength == 0 || size is < 1 or > 8)
        {
            return false;
        }

        var end = length + timeLength + (int)size;
        return window.Length < end ? null : ReadTime(window[(length + timeLength)..end], scale) >= 0;
    }

    /// <summary>Reads a cluster's time in the container's unit; -1 when it is invalid.</summary>
    /// <param name="bytes">The payload of its <c>Timestamp</c>, up to eight bytes.</param>
    /// <param name="scale">The unit, in ns.</param>
    public static long ReadTime(ReadOnlySpan<byte> bytes, long scale) =>
        Ebml.ReadUnsigned(bytes) is var value && value <= (ulong)(SourceReader.MaxTimeSeconds * 1_000_000_000 / scale) ? (long)value : -1;
}
