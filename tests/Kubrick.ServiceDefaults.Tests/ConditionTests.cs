using Kubrick.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http;

namespace Kubrick.ServiceDefaults.Tests;

/// <summary>The rules of RFC 9110, 13 and 14, as tables. The current tag is <c>"v2"</c>, of noon on 4 March 2026.</summary>
public sealed class ConditionTests
{
    private const string Noon = "Wed, 04 Mar 2026 12:00:00 GMT";
    private const string Before = "Wed, 04 Mar 2026 11:59:59 GMT";
    private const string After = "Wed, 04 Mar 2026 12:00:01 GMT";

    // HTTP shows whole seconds.
    private static readonly Validators Current = Validators.Of("v2", new DateTimeOffset(2026, 3, 4, 12, 0, 0, 700, TimeSpan.Zero));

    [Theory]
    [InlineData("If-Match", "\"v2\"", PreconditionResult.Proceed, PreconditionResult.Proceed)]
    [InlineData("If-Match", "\"v1\", \"v2\"", PreconditionResult.Proceed, PreconditionResult.Proceed)]
    [InlineData("If-Match", "*", PreconditionResult.Proceed, PreconditionResult.Proceed)]
    [InlineData("If-Match", "\"v1\"", PreconditionResult.Failed, PreconditionResult.Failed)]
    [InlineData("If-Match", "W/\"v2\"", PreconditionResult.Failed, PreconditionResult.Failed)]
    [InlineData("If-Match", "nonsense", PreconditionResult.Failed, PreconditionResult.Failed)]
    [InlineData("If-None-Match", "\"v2\"", PreconditionResult.NotModified, PreconditionResult.Failed)]
    [InlineData("If-None-Match", "W/\"v2\"", PreconditionResult.NotModified, PreconditionResult.Failed)]
    [InlineData("If-None-Match", "\"v1\", \"v2\"", PreconditionResult.NotModified, PreconditionResult.Failed)]
    [InlineData("If-None-Match", "*", PreconditionResult.NotModified, PreconditionResult.Failed)]
    [InlineData("If-None-Match", "\"v1\"", PreconditionResult.Proceed, PreconditionResult.Proceed)]
    [InlineData("If-None-Match", "nonsense", PreconditionResult.Proceed, PreconditionResult.Failed)]
    [InlineData("If-Modified-Since", Noon, PreconditionResult.NotModified, PreconditionResult.Proceed)]
    [InlineData("If-Modified-Since", After, PreconditionResult.NotModified, PreconditionResult.Proceed)]
    [InlineData("If-Modified-Since", Before, PreconditionResult.Proceed, PreconditionResult.Proceed)]
    [InlineData("If-Modified-Since", "yesterday", PreconditionResult.Proceed, PreconditionResult.Proceed)]
    [InlineData("If-Unmodified-Since", Noon, PreconditionResult.Proceed, PreconditionResult.Proceed)]
    [InlineData("If-Unmodified-Since", Before, PreconditionResult.Failed, PreconditionResult.Failed)]
    [InlineData("If-Unmodified-Since", "yesterday", PreconditionResult.Proceed, PreconditionResult.Proceed)]
    public void A_condition_decides(string header, string value, PreconditionResult read, PreconditionResult write)
    {
        foreach (var (method, expected) in new[] { ("GET", read), ("HEAD", read), ("PUT", write) })
        {
            Assert.Equal(expected, Preconditions.Evaluate(Request(method, (header, value)), Current));
        }
    }

    [Theory]
    [InlineData("If-Match", "*", PreconditionResult.Failed)]
    [InlineData("If-Match", "\"v2\"", PreconditionResult.Failed)]
    [InlineData("If-None-Match", "*", PreconditionResult.Proceed)]
    [InlineData("If-None-Match", "\"v2\"", PreconditionResult.Proceed)]
    [InlineData("If-Unmodified-Since", Before, PreconditionResult.Proceed)]
    public void A_condition_decides_where_nothing_is_stored(string header, string value, PreconditionResult expected) =>
        Assert.Equal(expected, Preconditions.Evaluate(Request("PUT", (header, value)), null));

    [Fact]
    public void Tags_take_precedence_over_dates()
    {
        Assert.Equal(PreconditionResult.Proceed, Preconditions.Evaluate(Request("GET", ("If-Match", "\"v2\""), ("If-Unmodified-Since", Before)), Current));
        Assert.Equal(PreconditionResult.Proceed, Preconditions.Evaluate(Request("GET", ("If-None-Match", "\"v1\""), ("If-Modified-Since", Noon)), Current));
        Assert.Equal(PreconditionResult.Failed, Preconditions.Evaluate(Request("GET", ("If-Match", "\"v1\""), ("If-None-Match", "\"v2\"")), Current));
        Assert.Equal(PreconditionResult.NotModified, Preconditions.Evaluate(Request("GET", ("If-Match", "\"v2\""), ("If-None-Match", "\"v2\"")), Current));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("\"v2\"", true)]
    [InlineData(Noon, true)]
    [InlineData("\"v1\"", false)]
    [InlineData("W/\"v2\"", false)]
    [InlineData(After, false)]
    [InlineData(Before, false)]
    [InlineData("nonsense", false)]
    public void A_range_depends_on_If_Range(string? value, bool isAllowed) =>
        Assert.Equal(isAllowed, Preconditions.AllowRange(value is null ? Request("GET") : Request("GET", ("If-Range", value)), Current));

    [Theory]
    [InlineData("bytes=0-1", 0, 2)]
    [InlineData("bytes=2-5", 2, 4)]
    [InlineData("BYTES=2-5", 2, 4)]
    [InlineData("bytes=9-9", 9, 1)]
    [InlineData("bytes=4-", 4, 6)]
    [InlineData("bytes=4-100", 4, 6)]
    [InlineData("bytes=0-99999999999999999999999", 0, 10)]
    [InlineData("bytes=-3", 7, 3)]
    [InlineData("bytes=-100", 0, 10)]
    [InlineData("bytes=0-1,", 0, 2)]
    public void A_range_of_bytes_is_a_part(string range, long offset, long count)
    {
        var found = ByteRange.Read(Request("GET", ("Range", range)), 10);
        Assert.Equal(new ByteRange(offset, count), found);
        Assert.Equal($"bytes {offset}-{offset + count - 1}/10", found!.ContentRange(10));
    }

    [Theory]
    [InlineData("bytes=10-", 10)]
    [InlineData("bytes=10-20", 10)]
    [InlineData("bytes=99999999999999999999999-", 10)]
    [InlineData("bytes=-0", 10)]
    [InlineData("bytes=0-", 0)]
    [InlineData("bytes=-5", 0)]
    public void A_range_beyond_the_end_is_not_satisfiable(string range, long length)
    {
        var found = ByteRange.Read(Request("GET", ("Range", range)), length);
        Assert.Equal((false, $"bytes */{length}"), (found!.IsSatisfiable, found.ContentRange(length)));
    }

    [Theory]
    [InlineData("GET", "items=0-1")]
    [InlineData("GET", "bytes")]
    [InlineData("GET", "bytes=")]
    [InlineData("GET", "bytes=-")]
    [InlineData("GET", "bytes=5-3")]
    [InlineData("GET", "bytes=a-b")]
    [InlineData("GET", "bytes=+1-2")]
    [InlineData("GET", "bytes=1-2-3")]
    [InlineData("GET", "bytes=0x1-2")]
    [InlineData("GET", "bytes =0-1")]
    [InlineData("GET", "0-1")]
    [InlineData("GET", "bytes=0-1, 3-4")]
    [InlineData("HEAD", "bytes=0-1")]
    [InlineData("HEAD", "bytes=10-")]
    [InlineData("PUT", "bytes=0-1")]
    public void Any_other_range_is_ignored(string method, string range) => Assert.Null(ByteRange.Read(Request(method, ("Range", range)), 10));

    [Fact]
    public void Two_headers_are_several_ranges_which_are_ignored() =>
        Assert.Null(ByteRange.Read(Request("GET", ("Range", "bytes=0-1"), ("Range", "bytes=2-3")), 10));

    private static HttpRequest Request(string method, params (string Name, string Value)[] headers)
    {
        var request = new DefaultHttpContext().Request;
        request.Method = method;
        foreach (var (name, value) in headers)
        {
            request.Headers.Append(name, value);
        }

        return request;
    }
}
