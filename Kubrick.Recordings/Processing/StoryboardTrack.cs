using System.Text;
using Kubrick.Contracts.Processing;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Resources;
using Kubrick.ServiceDefaults;
using Kubrick.Storage;

namespace Kubrick.Recordings.Processing;

/// <summary>
/// The WebVTT file of a storyboard with an address that is signed now for every sprite. The stored file has the sprites' names only, because signed URLs expire.
/// </summary>
internal sealed class StoryboardTrack(StoragePlaces places, SignedUrls signedUrls)
{
    public const string FileName = "storyboard.vtt";

    public const string ContentType = "text/vtt";

    private const string Fragment = "#xywh=";

    // A storyboard has at most some hundred cues.
    private const int MaxBytes = 1 << 20;

    /// <summary>The file; null where the recording has none.</summary>
    /// <exception cref="StorageException">The storage could not be read, or cannot sign.</exception>
    public async Task<string?> ReadAsync(Recording recording, HttpContext context, CancellationToken cancellationToken)
    {
        if (recording.FindDerived(DerivedKinds.Storyboard) is not { } storyboard || places.Of(recording) is not { } place)
        {
            return null;
        }

        await using var stored = await place.Reader.OpenReadAsync(storyboard.Key, 0, null, cancellationToken);
        if (stored is null || storyboard.Bytes > MaxBytes)
        {
            return null;
        }

        var folder = storyboard.Key[..(storyboard.Key.LastIndexOf('/') + 1)];
        var sprites = recording.Derived.Where(made => made.Kind == DerivedKinds.Sprite).Select(made => made.Key).ToHashSet(StringComparer.Ordinal);
        var addresses = new Dictionary<string, string>(StringComparer.Ordinal);
        var text = new StringBuilder();
        using var lines = new StreamReader(stored);
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            var at = line.IndexOf(Fragment, StringComparison.Ordinal);
            if (at <= 0 || !sprites.Contains(folder + line[..at]))
            {
                text.Append(line).Append('\n');
                continue;
            }

            var name = line[..at];
            if (!addresses.TryGetValue(name, out var address))
            {
                var signed = await signedUrls.SignAsync(place, recording, folder + name, cancellationToken)
                    ?? throw new StorageException(StorageError.Unavailable, "The storage cannot sign the addresses of the sprites.");
                address = context.ForClient(signed).ToString();
                addresses.Add(name, address);
            }

            text.Append(address).Append(line, at, line.Length - at).Append('\n');
        }

        return text.ToString();
    }
}
