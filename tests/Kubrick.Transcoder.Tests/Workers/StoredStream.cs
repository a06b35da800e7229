using System.Globalization;
using System.Security.Cryptography;
using Kubrick.Contracts.Streams;
using Kubrick.Storage;

namespace Kubrick.Transcoder.Tests.Workers;

/// <summary>What the provider <c>local</c> stores of a stream.</summary>
internal sealed class StoredStream(string folder, string recordingId, StorageKeys? others = null)
{
    private readonly StorageKeys keys = others ?? DefaultKeys.Keys;

    public string Playlist => File.ReadAllText(PathOf(keys.Playlist(recordingId)));

    /// <summary>The names that the playlist lists, in order.</summary>
    public IReadOnlyList<string> Segments => [.. Playlist.Split('\n').Where(line => line.Length > 0 && line[0] != '#')];

    /// <summary>The initialisation sections that the playlist names, in order.</summary>
    public IReadOnlyList<string> Inits =>
        [.. Playlist.Split('\n').Where(line => line.StartsWith("#EXT-X-MAP:", StringComparison.Ordinal)).Select(line => line.Split('"')[1])];

    public double Seconds => Playlist.Split('\n')
        .Where(line => line.StartsWith("#EXTINF:", StringComparison.Ordinal))
        .Sum(line => double.Parse(line[8..].TrimEnd(','), CultureInfo.InvariantCulture));

    public bool Exists(string key) => File.Exists(PathOf(key));

    public byte[] Media(string name) => File.ReadAllBytes(PathOf(keys.Media(recordingId, name)));

    /// <summary>Initialisation section and segments, joined; for streams of one epoch.</summary>
    public byte[] Everything() => [.. Inits.SelectMany(Media), .. Segments.SelectMany(Media)];

    public string Sha256(StreamArchive archive) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(PathOf(archive.StorageKey))));

    /// <summary>Files that should be removed at the end: open uploads, temporary files, the checkpoint.</summary>
    public IReadOnlyList<string> Leftovers() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(folder, "uploads"), "*", SearchOption.AllDirectories),
        .. Temporary(),
        .. Exists(keys.Checkpoint(recordingId)) ? [keys.Checkpoint(recordingId)] : Array.Empty<string>(),
    ];

    /// <summary>Files that are being written, and those that a killed process left: the storage's sweeper removes them when they are old.</summary>
    public IReadOnlyList<string> Temporary() => [.. Directory.EnumerateFiles(Path.Combine(folder, "tmp"), "*", SearchOption.AllDirectories)];

    private string PathOf(string key) => Path.Combine(folder, "objects", key);
}
