using System.Net;
using System.Text;
using System.Text.Json;
using Kubrick.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Kubrick.ServiceDefaults.Tests;

/// <summary>The error of a body that is not accepted says why.</summary>
public sealed class JsonFaultTests
{
    [Theory]
    [InlineData("", "is empty", null)]
    [InlineData(" \n", "is empty", null)]
    [InlineData("{", "not well-formed JSON (line 1, byte 2)", null)]
    [InlineData("{\n\"a\":}", "not well-formed JSON (line 2, byte 5)", null)]
    [InlineData("{\"a\":1}{\"b\":2}", "not well-formed JSON", null)]
    [InlineData("{/* comment */}", "not well-formed JSON", null)]
    [InlineData("[]", "must be a JSON object", null)]
    [InlineData("{\"a\":1,\"a\":2}", "has the property 'a' twice (at byte 8)", "/a")]
    [InlineData("{\"a\":1,\"\\u0061\":2}", "has the property 'a' twice", "/a")]
    [InlineData("{\"data\":{\"list\":[1,{\"x/y\":1,\"x/y\":2}]}}", "has the property 'x/y' twice", "/data/list/1/x~1y")]
    [InlineData("{\"a\":{\"b\":1},\"c\":{\"b\":1,\"b\":2}}", "has the property 'b' twice", "/c/b")]
    [InlineData("{\"\\ud800\":1}", "a property whose name is invalid Unicode", null)]
    public async Task The_reason_is_the_true_one(string body, string reason, string? pointer)
    {
        var error = await RefusalOfAsync(body);
        Assert.Contains(reason, error.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(pointer, error.TryGetProperty("source", out var source) ? source.GetProperty("pointer").GetString() : null);
    }

    [Theory]
    [InlineData("{\"a\":", "}", "/a")]
    [InlineData("[", "]", null)]
    public async Task Too_deep_nesting_is_named(string open, string close, string? prefix)
    {
        var body = "{\"a\":" + string.Concat(Enumerable.Repeat(open, 2000)) + "1" + string.Concat(Enumerable.Repeat(close, 2000)) + "}";
        var error = await RefusalOfAsync(body);
        Assert.Contains("is nested too deeply: it has more than 32 levels", error.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.StartsWith(prefix ?? "/a/0", error.GetProperty("source").GetProperty("pointer").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_deepest_nesting_and_a_byte_order_mark_are_accepted()
    {
        await using var service = await RunningService.StartAsync(Map);
        var deepest = "\uFEFF" + string.Concat(Enumerable.Repeat("{\"a\":", 32)) + "1" + new string('}', 32);
        using var answer = await service.Client.PostAsync("/things", Json(deepest), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static async Task<JsonElement> RefusalOfAsync(string body)
    {
        await using var service = await RunningService.StartAsync(Map);
        using var answer = await service.Client.PostAsync("/things", Json(body), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var error = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("errors")[0];
        Assert.Equal("INVALID_FORMAT", error.GetProperty("code").GetString());
        return error;
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static void Map(WebApplication app) => app.MapPost("/things", (JsonBody body) => Results.Ok(body.Root.ToString()));
}
