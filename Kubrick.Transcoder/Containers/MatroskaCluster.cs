namespace Kubrick.Transcoder.Containers;

/// <summary>Knows a cluster when it sees one.</summary>
internal static class MatroskaCluster
{
    /// <summary>
    /// Whether a cluster begins with these bytes, which begin with a cluster's id: only one whose first child is a time that can be, because four bytes
    /// alone stand in pictures by chance. Null where more bytes are needed.
    /// </summary>
    public static bool? Begins(ReadOnlySpan<byte> window, long scale)
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

    /// <summary>A cluster's time in the container's unit; -1 where it cannot be.</summary>
    /// <param name="bytes">The payload of its <c>Timestamp</c>, up to eight bytes.</param>
    /// <param name="scale">The unit, in ns.</param>
    public static long ReadTime(ReadOnlySpan<byte> bytes, long scale) =>
        Ebml.ReadUnsigned(bytes) is var value && value <= (ulong)(SourceReader.MaxTimeSeconds * 1_000_000_000 / scale) ? (long)value : -1;
}
