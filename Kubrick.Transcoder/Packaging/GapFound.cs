namespace Kubrick.Transcoder.Packaging;

/// <summary>The times of the output jumped. The segment that begins there is marked as a discontinuity.</summary>
/// <param name="ExpectedUs">Where what was before ended, in µs on the stream's own time line.</param>
/// <param name="ActualUs">Where it goes on.</param>
internal sealed record GapFound(long ExpectedUs, long ActualUs) : PackagerOutput;
