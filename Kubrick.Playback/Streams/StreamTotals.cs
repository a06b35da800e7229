namespace Kubrick.Playback.Streams;

/// <summary>Sums over all streams.</summary>
internal sealed record StreamTotals(long Streams, long Active, long SegmentsUploaded, long BytesUploaded);
