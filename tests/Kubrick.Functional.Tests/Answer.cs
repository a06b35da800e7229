using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Kubrick.Functional.Tests;

/// <summary>An HTTP response with its body.</summary>
internal sealed record Answer(HttpStatusCode Status, HttpResponseHeaders Headers, string? ContentType, string Text)
{
    /// <summary>The body as JSON; undefined when it is not JSON.</summary>
    public JsonElement Json { get; } = Parse(Text);

    /// <summary>The resource's attributes.</summary>
    public JsonElement Attributes => Json.GetProperty("data").GetProperty("attributes");

    /// <summary>The resource's id.</summary>
    public string Id => Json.GetProperty("data").GetProperty("id").GetString()!;

    public static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            return new Answer(response.StatusCode, response.Headers, response.Content.Headers.ContentType?.MediaType, text);
        }
    }

    /// <summary>Fails, with the body, unless the response has this status.</summary>
    public Answer Expect(HttpStatusCode status)
    {
        Assert.True(Status == status, $"Expected {(int)status}, got {(int)Status}: {Text}");
        return this;
    }

    /// <summary>Fails unless the response is an error document of the contract with one of these codes.</summary>
    public Answer ExpectError(HttpStatusCode status, params string[] codes)
    {
        Expect(status);
        Assert.Equal("application/vnd.api+json", ContentType);
        foreach (var error in Json.GetProperty("errors").EnumerateArray())
        {
            Assert.Equal(((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture), error.GetProperty("status").GetString());
            Assert.Contains(error.GetProperty("code").GetString(), codes);
            Assert.False(string.IsNullOrEmpty(error.GetProperty("title").GetString()));
            Assert.False(string.IsNullOrEmpty(error.GetProperty("detail").GetString()));
            Assert.DoesNotContain("   at ", error.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        return this;
    }

    private static JsonElement Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(text).RootElement;
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
