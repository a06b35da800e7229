using Kubrick.Recordings.Resources;

namespace Kubrick.Recordings.Tests.Resources;

public sealed class EntityTagsTests
{
    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("*", true)]
    [InlineData("\"7\"", true)]
    [InlineData("\"1\", \"7\"", true)]
    [InlineData("\"6\"", false)]
    [InlineData("W/\"7\"", false)]
    [InlineData("7", false)]
    [InlineData("\"7", false)]
    public void Only_the_strong_tag_of_the_version_allows_a_change(string? ifMatch, bool allowed) => Assert.Equal(allowed, EntityTags.Allow(ifMatch, 7));
}
