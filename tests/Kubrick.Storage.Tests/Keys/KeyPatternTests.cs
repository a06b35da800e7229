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
    public void Colliding_patterns_of_names_are_found()
    {
        // Patterns of few pieces, so that many of them can write a common name.
        var texts = Gen.Elements("a{number}", "a{number:00}", "a1-{number}", "a{number}-1", "a{number}-{part}", "{number}-{part}", "b{number}", "a1", "a12-3", "a-{number}");
        var pairs = from first in texts from second in texts from numbers in Gen.Choose(0, 12).ListOf(4) select (first, second, numbers);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5_000), Prop.ForAll(pairs.ToArbitrary(), pair =>
            Write(pair.first, pair.numbers[0], pair.numbers[1]) != Write(pair.second, pair.numbers[2], pair.numbers[3]) || KeyPattern.NamesCollide(pair.first, pair.second)));
    }

    [Fact]
    public void Colliding_patterns_of_keys_are_found()
    {
        var segments = Gen.Elements("{id}", "{id}-1", "a", "a1", "a{id}", "{yyyy}", "2026", "{MM}-{dd}", "01-02", "a.jpg", "a.{extension}", "a.mp4");
        var texts = segments.ListOf().Where(parts => parts.Count is > 0 and < 4).Select(parts => string.Join('/', parts));
        var pairs = from first in texts from second in texts select (first, second);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5_000), Prop.ForAll(pairs.ToArbitrary(), pair =>
        {
            var (first, second) = (WriteKey(pair.first), WriteKey(pair.second));
            var isApart = first != second && !first.StartsWith(second + "/", StringComparison.Ordinal) && !second.StartsWith(first + "/", StringComparison.Ordinal);
            return isApart || KeyPattern.KeysCollide(pair.first, pair.second);
        }));
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
