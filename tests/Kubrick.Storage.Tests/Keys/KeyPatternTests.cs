using FsCheck;
using FsCheck.Fluent;
using Kubrick.Storage.Keys;

namespace Kubrick.Storage.Tests.Keys;

/// <summary>Writing and reading names are exact inverses, whatever the pattern.</summary>
public sealed class KeyPatternTests
{
    private static readonly KeyPattern[] Patterns =
    [
        KeyPattern.OfName("segment_{number:00000}.{part}.m4s", KeyPlaceholder.Number, KeyPlaceholder.Part),
        KeyPattern.OfName("7{number}_{part:00}", KeyPlaceholder.Number, KeyPlaceholder.Part),
        KeyPattern.OfName("{part}.{number:000000000000000000}", KeyPlaceholder.Number, KeyPlaceholder.Part),
        KeyPattern.OfName("{number}-{part:000000000}", KeyPlaceholder.Number, KeyPlaceholder.Part),
        KeyPattern.OfName("12{number:00}.3{part}.4", KeyPlaceholder.Number, KeyPlaceholder.Part),
    ];

    [Fact]
    public void A_written_name_is_read_back()
    {
        var numbers = Gen.OneOf(Gen.Choose(0, 20), Gen.Choose(0, 999_999_999), Gen.Elements(0, 9, 10, 99_999, 100_000, 999_999_999));
        var values =
            from pattern in Gen.Elements(Patterns)
            from number in numbers
            from part in numbers
            from factor in Gen.Elements(1L, 1_000_000_000L)
            select (pattern, number: number * factor, part: (long)part);
        Check.QuickThrowOnFailure(Prop.ForAll(values.ToArbitrary(), written =>
        {
            var name = written.pattern.Write(written.number, written.part);
            return name.Length <= written.pattern.Longest.Length && written.pattern.ReadNumbers(name) is [var number, var part] && (number, part) == (written.number, written.part);
        }));
    }

    [Fact]
    public void A_name_that_is_read_is_the_name_that_is_written()
    {
        // Names with a character removed, doubled or changed; most of them have no meaning.
        var damaged =
            from pattern in Gen.Elements(Patterns)
            from number in Gen.Elements(0, 1, 10, 99_999, 100_000, 123_456_789)
            from at in Gen.Choose(0, 80)
            from added in Gen.Elements("", "0", "1", "00", ".", "-", "/", "x", " ", "\n", "\0", "٣", "+")
            from removed in Gen.Choose(0, 2)
            select (pattern, name: Damage(pattern.Write((long)number, (long)number), at, removed, added));
        var config = Config.QuickThrowOnFailure.WithMaxTest(5_000);
        Check.One(config, Prop.ForAll(damaged.ToArbitrary(), pair => pair.pattern.ReadNumbers(pair.name) is not [var number, var part] || pair.pattern.Write(number, part) == pair.name));
    }

    [Fact]
    public void Patterns_that_write_a_common_name_collide()
    {
        string[] patterns = ["a{number}", "a{number:00}", "a1-{number}", "a{number}-1", "a{number}-{part}", "{number}-{part}", "b{number}", "a1", "a12-3", "a-{number}"];
        var names = patterns.ToDictionary(pattern => pattern, pattern => Enumerable.Range(0, 13 * 13).Select(i => Write(pattern, i / 13, i % 13)).ToHashSet());
        foreach (var (first, second) in Pairs(patterns))
        {
            Assert.True(KeyPattern.NamesCollide(first, second) || !names[first].Overlaps(names[second]), $"{first} and {second}");
        }
    }

    [Fact]
    public void Patterns_that_write_a_common_key_or_folder_collide()
    {
        string[] segments = ["{id}", "{id}-1", "a", "a1", "a{id}", "{yyyy}", "2026", "{MM}-{dd}", "01-02", "a.jpg", "a.{extension}", "a.mp4"];
        string[] patterns = [.. segments, .. from folder in segments from name in segments select $"{folder}/{name}"];
        var keys = patterns.ToDictionary(pattern => pattern, pattern => WriteKey(pattern) + "/");
        foreach (var (first, second) in Pairs(patterns))
        {
            var isApart = !keys[first].StartsWith(keys[second], StringComparison.Ordinal) && !keys[second].StartsWith(keys[first], StringComparison.Ordinal);
            Assert.True(isApart || KeyPattern.KeysCollide(first, second), $"{first} and {second}");
        }
    }

    [Fact]
    public void Values_that_a_key_cannot_contain_are_refused()
    {
        var keys = new StorageKeys(new StorageKeyOptions());
        foreach (var id in new[] { "", "..", "a/b", "a-b", "a.b", "ä", "{id}", new string('a', 33) })
        {
            Assert.ThrowsAny<ArgumentException>(() => keys.StreamPrefix(id));
            Assert.ThrowsAny<ArgumentException>(() => keys.Video(id, DateTimeOffset.UnixEpoch, 1, "video/webm"));
        }

        var names = new MediaNames(new StorageKeyOptions());
        Assert.ThrowsAny<ArgumentException>(() => names.Segment(-1));
        Assert.ThrowsAny<ArgumentException>(() => names.Segment(1_000_000_000_000_000_000));
        Assert.ThrowsAny<ArgumentException>(() => names.Part(0, 1_000_000_000));
        Assert.ThrowsAny<ArgumentException>(() => names.Init(-1));
    }

    private static IEnumerable<(string First, string Second)> Pairs(string[] patterns) => from first in patterns from second in patterns select (first, second);

    private static string Write(string text, long number, long part) => text
        .Replace("{number:00}", number.ToString("00", System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{number}", number.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{part}", part.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static string WriteKey(string text) => text
        .Replace("{id}", "0123456789abcdef01234567", StringComparison.Ordinal)
        .Replace("{yyyy}", "2026", StringComparison.Ordinal)
        .Replace("{MM}-{dd}", "01-02", StringComparison.Ordinal)
        .Replace("{extension}", "mp4", StringComparison.Ordinal);

    private static string Damage(string text, int at, int removed, string added)
    {
        at %= text.Length + 1;
        return text[..at] + added + text[Math.Min(text.Length, at + removed)..];
    }
}
