using Kubrick.Recordings.Listing;
using Microsoft.AspNetCore.WebUtilities;

namespace Kubrick.Recordings.Tests.Listing;

public sealed class PageLinksTests
{
    private static readonly string[] Parameters = ["filter[recorderName]", "sort", "page[number]", "page[size]"];

    [Fact]
    public void Links_keep_every_filter_and_can_be_followed()
    {
        const string Filters = "?filter[recorderName]=A%26B%20%2B%C3%A9&sort=-title&page[number]=2&page[size]=10";
        var links = PageLinks.Of("/api/recordings", QueryHelpers.ParseQuery(Filters), new PageRequest(2, 10), 35);
        foreach (var (link, number) in new[] { (links.Self, "2"), (links.First, "1"), (links.Last, "4"), (links.Prev!, "1"), (links.Next!, "3") })
        {
            Assert.StartsWith("/api/recordings?", link, StringComparison.Ordinal);
            var followed = QueryHelpers.ParseQuery(link["/api/recordings".Length..]);
            Assert.Equal(
                ["A&B +é", "-title", number, "10"],
                Parameters.Select(name => followed[name].ToString()));
        }
    }

    [Theory]
    [InlineData(1, 0, 1, null, null)]
    [InlineData(1, 20, 1, null, null)]
    [InlineData(1, 21, 2, null, 2)]
    [InlineData(2, 21, 2, 1, null)]
    [InlineData(1_000_000, 21, 2, 2, null)]
    public void There_is_no_link_to_a_page_that_does_not_exist(int number, long total, int last, int? prev, int? next)
    {
        var links = PageLinks.Of("/x", [], new PageRequest(number, 20), total);
        Assert.Equal((Link(last), prev is { } p ? Link(p) : null, next is { } n ? Link(n) : null), (links.Last, links.Prev, links.Next));
    }

    private static string Link(int number) => $"/x?page%5Bnumber%5D={number}&page%5Bsize%5D=20";
}
