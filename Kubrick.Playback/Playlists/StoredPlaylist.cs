namespace Kubrick.Playback.Playlists;

/// <summary>A playlist as the storage has it.</summary>
/// <param name="Text">Its bytes.</param>
/// <param name="IsOver">It lists the whole stream (<c>EXT-X-ENDLIST</c>).</param>
internal sealed record StoredPlaylist(ReadOnlyMemory<byte> Text, bool IsOver);
