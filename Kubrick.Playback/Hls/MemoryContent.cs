namespace Kubrick.Playback.Hls;

/// <summary>Media in memory: the pieces are written as they are, one after the other, and never put together.</summary>
internal sealed class MemoryContent(IReadOnlyList<ReadOnlyMemory<byte>> pieces) : IMediaContent
{
    public long Length { get; } = pieces.Sum(piece => (long)piece.Length);

    public async Task WriteAsync(Stream target, long offset, long count, CancellationToken cancellationToken)
    {
        foreach (var piece in pieces)
        {
            if (offset >= piece.Length)
            {
                offset -= piece.Length;
                continue;
            }

            var length = (int)Math.Min(count, piece.Length - offset);
            if (length == 0)
            {
                return;
            }

            await target.WriteAsync(piece.Slice((int)offset, length), cancellationToken);
            (offset, count) = (0, count - length);
        }
    }
}
