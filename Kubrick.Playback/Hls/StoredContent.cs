using Kubrick.Storage;

namespace Kubrick.Playback.Hls;

/// <summary>Media in the storage, passed on through a small buffer.</summary>
internal sealed class StoredContent(IObjectReader objects, StoredObject found) : IMediaContent
{
    private const int BufferBytes = 64 * 1024;

    public long Length => found.Length;

    public async Task WriteAsync(Stream target, long offset, long count, CancellationToken cancellationToken)
    {
        if (count == 0)
        {
            return;
        }

        await using var content = await objects.OpenReadAsync(found.Key, offset, count, cancellationToken)
            ?? throw new StorageException(StorageError.Unavailable, "The media was removed while it was being read.");
        await content.CopyToAsync(target, BufferBytes, cancellationToken);
    }
}
