using Microsoft.Extensions.Options;

namespace Kubrick.Storage.Keys;

/// <summary>Checks the patterns at start: one sentence for each that is wrong, which names the setting.</summary>
internal sealed class StorageKeyOptionsValidator : IValidateOptions<StorageKeyOptions>
{
    /// <summary>An id as the product has them.</summary>
    private const string SampleId = "0123456789abcdef01234567";

    public ValidateOptionsResult Validate(string? name, StorageKeyOptions options)
    {
        (KeyRule Rule, string? Text)[] settings =
        [
            (KeyRule.Video, options.Video),
            (KeyRule.Thumbnail, options.Thumbnail),
            (KeyRule.Stream, options.Stream),
            (KeyRule.Previews, options.Previews),
            (KeyRule.Playlist, options.Playlist),
            (KeyRule.Init, options.Init),
            (KeyRule.Segment, options.Segment),
            (KeyRule.TransportSegment, options.TransportSegment),
            (KeyRule.Part, options.Part),
        ];
        var patterns = new Dictionary<KeyRule, KeyPattern>();
        var failures = new List<string>();
        foreach (var (rule, text) in settings)
        {
            try
            {
                patterns[rule] = rule.Parse(text);
            }
            catch (FormatException fault)
            {
                failures.Add($"{Named(rule)} is '{text}', but {fault.Message}.");
            }
        }

        if (failures.Count == 0)
        {
            // Two patterns that are alike are one mistake, and each of the two could tell of it.
            failures.AddRange(Keys(patterns).Concat(Names(patterns)).Take(1));
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Keys(Dictionary<KeyRule, KeyPattern> patterns)
    {
        // With the provider local a key that is a file cannot be a folder as well.
        foreach (var (above, below) in from above in new[] { KeyRule.Stream, KeyRule.Previews, KeyRule.Thumbnail }
                                       from below in new[] { KeyRule.Previews, KeyRule.Stream, KeyRule.Thumbnail, KeyRule.Video }
                                       where above != below && KeyOverlap.IsBelow(patterns[above], patterns[below])
                                       select (above, below))
        {
            yield return $"{Named(below)} is '{patterns[below].Text}', but that lies below {above.Setting}, '{patterns[above].Text}'; each needs a place of its own.";
        }

        if (patterns[KeyRule.Video].TryRead(patterns[KeyRule.Thumbnail].Write(new KeyValues { Id = SampleId }), out _))
        {
            yield return $"{Named(KeyRule.Thumbnail)} is '{patterns[KeyRule.Thumbnail].Text}', but Video, '{patterns[KeyRule.Video].Text}', may have the same key.";
        }
    }

    private static IEnumerable<string> Names(Dictionary<KeyRule, KeyPattern> patterns)
    {
        KeyRule[] media = [KeyRule.Init, KeyRule.Segment, KeyRule.TransportSegment, KeyRule.Part];
        for (var place = 0; place < media.Length; place++)
        {
            foreach (var other in media.Take(place).Where(other => KeyOverlap.OfNames(patterns[media[place]], patterns[other])))
            {
                yield return $"{Named(media[place])} is '{patterns[media[place]].Text}', but {other.Setting}, '{patterns[other].Text}', may have the same name.";
            }
        }

        var playlist = patterns[KeyRule.Playlist].Text;
        if (playlist == StorageKeyOptions.Checkpoint)
        {
            yield return $"{Named(KeyRule.Playlist)} is '{playlist}', but that is the name of a worker's notes.";
        }

        foreach (var (rule, name) in from rule in media from name in new[] { playlist, StorageKeyOptions.Checkpoint, StorageKeyOptions.Manifest } select (rule, name))
        {
            if (patterns[rule].TryRead(name, out _))
            {
                yield return $"{Named(rule)} is '{patterns[rule].Text}', but '{name}' would be read as media then.";
            }
        }
    }

    private static string Named(KeyRule rule) =>
        $"{StorageKeyOptions.Section}:{rule.Setting} (environment {StorageKeyOptions.Section.Replace(":", "__", StringComparison.Ordinal)}__{rule.Setting})";
}
