using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Kubrick.Uploads.Tests.Servers;

/// <summary>The requests of clients.</summary>
internal static class UploadsRequests
{
    public static async Task<Answer> PostAsync(this IUploadsServer server, string route, object body, string? origin = null)
    {
        using var content = JsonContent.Create(body);
        return await server.SendAsync(HttpMethod.Post, route, content, origin);
    }

    public static async Task<Answer> PostRawAsync(this IUploadsServer server, string route, string body, string contentType = "application/json")
    {
        using var content = new StringContent(body, Encoding.UTF8, contentType);
        return await server.SendAsync(HttpMethod.Post, route, content);
    }

    public static Task<Answer> GetAsync(this IUploadsServer server, string route) => server.SendAsync(HttpMethod.Get, route, content: null);

    /// <summary>Puts bytes to a signed URL; returns the ETag header, or null if the PUT was refused.</summary>
    public static async Task<string?> PutAsync(this IUploadsServer server, string url, byte[] bytes, string? contentType = null)
    {
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = contentType is null ? null : new(contentType);
        using var answer = await server.Http.PutAsync(server.Resolve(url), content, TestContext.Current.CancellationToken);
        return answer.IsSuccessStatusCode ? answer.Headers.ETag!.Tag : null;
    }

    /// <summary>A URL of the API, which is relative for objects of the site itself, as a page resolves it.</summary>
    public static Uri Resolve(this IUploadsServer server, string url) => new(server.Http.BaseAddress!, url);

    private static async Task<Answer> SendAsync(this IUploadsServer server, HttpMethod method, string route, HttpContent? content, string? origin = null)
    {
        using var request = new HttpRequestMessage(method, "/api/upload/" + route) { Content = content };
        request.Headers.ExpectContinue = true;
        if (origin is not null)
        {
            request.Headers.TryAddWithoutValidation("Origin", origin);
        }

        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new Answer((int)response.StatusCode, JsonDocument.Parse(text).RootElement, response.Headers.RetryAfter?.Delta);
    }
}
