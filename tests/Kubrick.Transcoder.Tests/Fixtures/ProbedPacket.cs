namespace Kubrick.Transcoder.Tests.Fixtures;

/// <summary>A packet as ffprobe reports it.</summary>
public sealed record ProbedPacket(bool IsVideo, long TimeUs, int Size, bool IsKeyframe);
