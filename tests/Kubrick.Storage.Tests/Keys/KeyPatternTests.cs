using FsCheck;
using FsCheck.Fluent;
using Kubrick.Storage.Keys;

namespace Kubrick.Storage.Tests.Keys;

/// <summary>Writing and reading are exact inverses, whatever the pattern.</summary>
public sealed class KeyPatternTests
{
    private static readonly string[] Patterns =
    [
        "recordings/{yyyy}/{MM}/{dd}/{id}-{sequence:000}.{extension}",
        "{yyyy}{MM}{dd}/{sequence}-{id}.{extension}",
        "{id}/{dd}x{sequence:0000000000}.{extension}",
        "streams/{id}/",
        "init_{epoch}.mp4",
        "{epoch:000000000}",
        "segment_{number:00000}.m4s",
        "7{number}_{part:00}",
        "{part}.{number:000000000000000000}",
        "stream.m3u8",
    ];

    private static readonly Gen<KeyPattern> AnyPattern = Gen.Elements(Patterns).Select(text => KeyPattern.Parse(text, KeyPlaceholders.All));

    [Fact]
    public void What_is_written_is_read_back()
    {
        var numbers = Gen.OneOf(Gen.Choose(0, 20), Gen.Choose(0, 999_999_999), Gen.Elements(0, 9, 10, 99_999, 100_000, 999_999_999));
        var values =
            from id in Gen.Elements("a", "0", "0123456789abcdef01234567", "Zz9")
            from extension in Gen.Elements("webm", "mp4")
            from year in Gen.Choose(0, 9999)
            from month in Gen.Choose(1, 12)
            from day in Gen.Choose(1, 31)
            from number in numbers
            from part in numbers
            from factor in Gen.Elements(1L, 1_000_000_000L)
            select new KeyValues
            {
                Id = id,
                Extension = extension,
                Year = year,
                Month = month,
                Day = day,
                Sequence = number,
                Epoch = number,
                Number = number * factor,
                Part = part,
            };
        Check.QuickThrowOnFailure(Prop.ForAll(AnyPattern.Zip(values).ToArbitrary(), pair =>
        {
            var (pattern, written) = pair;
            var text = pattern.Write(written);
            return text.Length <= pattern.LongestLength
                && pattern.TryRead(text, out var read)
                && pattern.Pieces.Where(piece => piece.Placeholder is not null).All(piece => IsSame(piece.Placeholder!.Value, read, written));
        }));
    }

    [Fact]
    public void What_is_read_is_what_would_be_written()
    {
        // Names of one pattern with a character taken out, doubled or changed; most of them have no meaning any more.
        var damaged =
            from pattern in AnyPattern
            from number in Gen.Elements(0, 1, 10, 99_999, 100_000, 123_456_789)
            from at in Gen.Choose(0, 80)
            from what in Gen.Elements("", "0", "1", "00", ".", "-", "/", "x", " ", "\n", "\0", "٣", "+")
            from removed in Gen.Choose(0, 2)
            select (pattern, text: Damage(pattern.Write(Values(number)), at, removed, what));
        var config = Config.QuickThrowOnFailure.WithMaxTest(5_000);
        Check.One(config, Prop.ForAll(damaged.ToArbitrary(), pair => !pair.pattern.TryRead(pair.text, out var read) || pair.pattern.Write(read) == pair.text));
    }

    [Fact]
    public void A_value_that_no_key_could_tell_again_is_not_written()
    {
        var video = new StorageKeys(new StorageKeyOptions());
        foreach (var id in new[] { "", "..", "a/b", "a-b", "a.b", "ä", "{id}", new string('a', 33) })
        {
            Assert.ThrowsAny<ArgumentException>(() => video.StreamPrefix(id));
            Assert.ThrowsAny<ArgumentException>(() => video.Video(id, DateTimeOffset.UnixEpoch, 1, "video/webm"));
        }

        var names = new MediaNames(new StorageKeyOptions());
        Assert.ThrowsAny<ArgumentException>(() => names.Segment(-1));
        Assert.ThrowsAny<ArgumentException>(() => names.Segment(1_000_000_000_000_000_000));
        Assert.ThrowsAny<ArgumentException>(() => names.Part(0, 1_000_000_000));
        Assert.ThrowsAny<ArgumentException>(() => names.Init(-1));
    }

    private static KeyValues Values(int number) => new()
    {
        Id = "ab",
        Extension = "mp4",
        Year = 2026,
        Month = 1,
        Day = 2,
        Sequence = number,
        Epoch = number,
        Number = number,
        Part = number,
    };

    private static bool IsSame(KeyPlaceholder placeholder, KeyValues read, KeyValues written) =>
        placeholder.IsText() ? read.Text(placeholder) == written.Text(placeholder) : read.Value(placeholder) == written.Value(placeholder);

    private static string Damage(string text, int at, int removed, string added)
    {
        at %= text.Length + 1;
        return text[..at] + added + text[Math.Min(text.Length, at + removed)..];
    }
}
