namespace Kubrick.Transcoder.Packaging;

/// <summary>A segment in a playlist.</summary>
/// <param name="MediaSequence">Its number.</param>
/// <param name="Epoch">The epoch whose initialisation section belongs to it.</param>
/// <param name="DurationUs">How long it lasts, in µs.</param>
/// <param name="IsIndependent">Whether it starts with a keyframe.</param>
/// <param name="IsDiscontinuity">Whether it begins a new time line or encoding.</param>
/// <param name="ProgramTime">The publisher's clock at its start, in UTC.</param>
internal sealed record PlaylistSegment(long MediaSequence, int Epoch, long DurationUs, bool IsIndependent, bool IsDiscontinuity, DateTimeOffset ProgramTime);
