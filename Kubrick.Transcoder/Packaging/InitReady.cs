namespace Kubrick.Transcoder.Packaging;

/// <summary>The initialisation section. Comes before any part.</summary>
/// <param name="Bytes">All of it: <c>ftyp</c> and <c>moov</c>.</param>
/// <param name="Change">How it compares to what was published.</param>
internal sealed record InitReady(ReadOnlyMemory<byte> Bytes, InitChange Change) : PackagerOutput;
