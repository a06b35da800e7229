namespace Kubrick.Transcoder.Packaging;

/// <summary>Where a packager begins: at the start of a stream, after another worker, or with a new epoch.</summary>
/// <param name="MediaSequence">The number of the first segment it makes.</param>
/// <param name="ExpectedStartUs">
/// Where the last segment ended, in µs on the stream's own time line: what lies before it was published already and is dropped, up to the first keyframe
/// at or after it. Null where nothing was published of this epoch.
/// </param>
/// <param name="Init">The initialisation section that was published; null where none was.</param>
/// <param name="IsDiscontinuity">Whether the first segment begins a new time line or encoding.</param>
internal sealed record PackagerStart(long MediaSequence = 0, long? ExpectedStartUs = null, ReadOnlyMemory<byte>? Init = null, bool IsDiscontinuity = false);
