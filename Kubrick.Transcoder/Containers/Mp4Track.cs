namespace Kubrick.Transcoder.Containers;

/// <summary>A track of MP4 with what its fragments leave out (<c>trex</c>).</summary>
/// <param name="Track">The track.</param>
/// <param name="DefaultDuration">A sample's duration where neither <c>tfhd</c> nor <c>trun</c> tell it.</param>
/// <param name="DefaultSize">A sample's size where neither tell it.</param>
/// <param name="DefaultFlags">A sample's flags where neither tell them.</param>
internal sealed record Mp4Track(SourceTrack Track, uint DefaultDuration = 0, uint DefaultSize = 0, uint DefaultFlags = 0)
{
    /// <summary>The bit of a sample's flags that says: this is no keyframe (<c>sample_is_non_sync_sample</c>).</summary>
    public const uint NonSync = 0x0001_0000;
}
