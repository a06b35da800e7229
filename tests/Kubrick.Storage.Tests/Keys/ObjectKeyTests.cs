using FsCheck;
using FsCheck.Fluent;
using Kubrick.Storage.Keys;
using Kubrick.Storage.Local;

namespace Kubrick.Storage.Tests.Keys;

public sealed class ObjectKeyTests
{
    private static readonly LocalFolder Folder = new("/srv/kubrick");

    private static readonly StorageKeys Keys = new(new StorageKeyOptions());

    [Fact]
    public void No_key_leads_out_of_the_folder()
    {
        var hostile = Gen.Elements("..", ".", "/", "\\", "\0", "%2e", "%2f", "a", "recordings", ":", "~", "\n", " ", "ä", "-", "_", "x.webm", "...");
        var strings = Gen.OneOf(
            hostile.ListOf().Select(string.Concat),
            ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""));

        Check.QuickThrowOnFailure(Prop.ForAll(strings.ToArbitrary(), key =>
            !ObjectKey.IsValid(key)
            || (Path.GetFullPath(Folder.ObjectPath(key)) == Folder.ObjectPath(key)
                && Folder.ObjectPath(key).StartsWith(Folder.Objects + "/", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    [InlineData("recordings/../../x")]
    [InlineData("recordings//x")]
    [InlineData("/etc/passwd")]
    [InlineData("recordings/x\0.webm")]
    [InlineData("recordings\\..\\x")]
    [InlineData("recordings/.hidden")]
    [InlineData("recordings/%2e%2e/x")]
    [InlineData("recordings/x\n")]
    [InlineData("recordings/ä")]
    public void A_hostile_key_is_refused(string key) => Assert.Throws<ArgumentException>(() => ObjectKey.Check(key));

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("streams")]
    [InlineData("../")]
    [InlineData("streams/../")]
    public void An_invalid_prefix_is_refused(string prefix) => Assert.Throws<ArgumentException>(() => ObjectKey.CheckPrefix(prefix));

    [Fact]
    public void Every_key_that_the_product_builds_is_valid()
    {
        var days = ArbMap.Default.GeneratorFor<DateTime>();
        Check.QuickThrowOnFailure(Prop.ForAll(days.ToArbitrary(), day =>
        {
            var at = new DateTimeOffset(DateTime.SpecifyKind(day, DateTimeKind.Utc));
            var id = Guid.NewGuid().ToString("N")[..24];
            return ObjectKey.IsValid(Keys.Video(id, at, 1, "video/webm"))
                && ObjectKey.IsValid(Keys.Thumbnail(id))
                && ObjectKey.IsValid(Keys.StreamPrefix(id)[..^1]);
        }));
    }

    [Theory]
    [InlineData(512, true)]
    [InlineData(513, false)]
    public void A_key_has_at_most_512_characters(int length, bool valid)
    {
        var key = string.Join('/', Enumerable.Repeat(new string('k', 99), 6))[..(length > 513 ? 513 : Math.Min(length, 599))];
        Assert.Equal(valid, ObjectKey.IsValid(key));
    }

    [Fact]
    public void A_segment_has_at_most_200_characters()
    {
        Assert.True(ObjectKey.IsValid("a/" + new string('k', 200)));
        Assert.False(ObjectKey.IsValid("a/" + new string('k', 201)));
    }

    [Theory]
    [InlineData("2026-01-31T23:30:00-02:00", 1, "video/webm", "recordings/2026/02/01/id-001.webm")]
    [InlineData("2026-12-01T00:00:00Z", 42, "video/mp4", "recordings/2026/12/01/id-042.mp4")]
    [InlineData("2026-12-01T00:00:00Z", 1234, "video/x-matroska", "recordings/2026/12/01/id-1234.webm")]
    public void The_video_key_contains_the_day_in_UTC(string at, int sequence, string type, string key) =>
        Assert.Equal(key, Keys.Video("id", DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture), sequence, type));
}
