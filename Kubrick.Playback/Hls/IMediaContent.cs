namespace Kubrick.Playback.Hls;

/// <summary>The bytes of one media object, wherever they are.</summary>
internal interface IMediaContent
{
    /// <summary>How many, in bytes.</summary>
    long Length { get; }

    /// <summary>Writes some of them.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="offset">The first byte.</param>
    /// <param name="count">How many; all of them are there.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task WriteAsync(Stream target, long offset, long count, CancellationToken cancellationToken);
}
