using Microsoft.Extensions.Options;

namespace Kubrick.Storage.Keys;

/// <summary>Refuses patterns at start under which objects would be lost or mixed up: one sentence for each fault, which names the setting.</summary>
internal sealed class StorageKeyOptionsValidator : IValidateOptions<StorageKeyOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageKeyOptions options)
    {
        (string Setting, string? Text, Func<KeyPattern> Parse)[] settings =
        [
            (nameof(options.Video), options.Video, () => options.VideoPattern),
            (nameof(options.Thumbnail), options.Thumbnail, () => options.ThumbnailPattern),
            (nameof(options.Stream), options.Stream, () => options.StreamPattern),
            (nameof(options.Previews), options.Previews, () => options.PreviewsPattern),
            (nameof(options.Playlist), options.Playlist, () => options.PlaylistPattern),
            (nameof(options.Init), options.Init, () => options.InitPattern),
            (nameof(options.Segment), options.Segment, () => options.SegmentPattern),
            (nameof(options.TransportSegment), options.TransportSegment, () => options.TransportSegmentPattern),
            (nameof(options.Part), options.Part, () => options.PartPattern),
        ];
        var failures = new List<string>();
        foreach (var (setting, text, parse) in settings)
        {
            try
            {
                _ = string.IsNullOrWhiteSpace(text) ? throw new FormatException("it must not be empty") : parse();
            }
            catch (FormatException fault)
            {
                failures.Add($"{Named(setting, text)}, but {fault.Message}.");
            }
        }

        if (failures.Count == 0)
        {
            // One mistake may cause several collisions; one sentence is enough.
            failures.AddRange(KeyCollisions(options).Concat(NameCollisions(options)).Take(1));
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> KeyCollisions(StorageKeyOptions options)
    {
        (string Setting, string Text)[] keys =
        [
            (nameof(options.Video), options.Video),
            (nameof(options.Thumbnail), options.Thumbnail),
            (nameof(options.Stream), options.Stream),
            (nameof(options.Previews), options.Previews),
        ];
        return from pair in Pairs(keys)
               where KeyPattern.KeysCollide(pair.First.Text, pair.Second.Text)
               select $"{Named(pair.First.Setting, pair.First.Text)}, but may share keys or a folder with {pair.Second.Setting}, '{pair.Second.Text}'; "
                   + "one segment must differ in more than numbers.";
    }

    private static IEnumerable<string> NameCollisions(StorageKeyOptions options)
    {
        (string Setting, string Text)[] names =
        [
            (nameof(options.Init), options.Init),
            (nameof(options.Segment), options.Segment),
            (nameof(options.TransportSegment), options.TransportSegment),
            (nameof(options.Part), options.Part),
            (nameof(options.Playlist), options.Playlist),
            (nameof(options.Playlist), StorageKeyOptions.Manifest),
            ("", StorageKeyOptions.Checkpoint),
        ];
        return from pair in Pairs(names)
               where pair.First.Setting != pair.Second.Setting && KeyPattern.NamesCollide(pair.First.Text, pair.Second.Text)
               select $"{Named(pair.First.Setting, pair.First.Text)}, but differs from the name '{pair.Second.Text}' in nothing but numbers.";
    }

    private static IEnumerable<(T First, T Second)> Pairs<T>(T[] items) =>
        items.SelectMany((first, index) => items.Skip(index + 1).Select(second => (first, second)));

    private static string Named(string setting, string? text) => $"Storage:Keys:{setting} (environment Storage__Keys__{setting}) is '{text}'";
}
