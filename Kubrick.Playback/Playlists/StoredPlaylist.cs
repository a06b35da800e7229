namespace Kubrick.Playback.Playlists;

/// <summary>A playlist as the storage has it.</summary>
/// <param name="Text">Its bytes.</param>
/// <param name="IsOver">It lists the whole stream (<c>EXT-X-ENDLIST</c>).</param>
/// <param name="IsTransportStream">It lists MPEG-TS, of which no parts are made.</param>
internal sealed record StoredPlaylist(ReadOnlyMemory<byte> Text, bool IsOver, bool IsTransportStream);
