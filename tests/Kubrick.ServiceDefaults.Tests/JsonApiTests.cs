using System.Net;
using System.Text;
using System.Text.Json;
using Kubrick.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Kubrick.ServiceDefaults.Tests;

/// <summary>Content negotiation and query parameters of JSON:API 1.1.</summary>
public sealed class JsonApiTests
{
    private const string JsonApi = "application/vnd.api+json";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, 200)]
    [InlineData("*/*", 200)]
    [InlineData("application/json", 200)]
    [InlineData("application/json;foo=bar", 200)]
    [InlineData(JsonApi, 200)]
    [InlineData(JsonApi + ";q=0.5", 200)]
    [InlineData(JsonApi + ";profile=\"https://example.org/p\"", 200)]
    [InlineData(JsonApi + ";ext=\"\"", 200)]
    [InlineData(JsonApi + ";foo=bar, " + JsonApi, 200)]
    [InlineData("nonsense//", 200)]
    [InlineData(JsonApi + ";foo=bar", 406)]
    [InlineData(JsonApi + ";charset=utf-8", 406)]
    [InlineData(JsonApi + ";foo=bar;q=0.9, */*;q=0.1", 406)]
    [InlineData(JsonApi + ";ext=\"https://jsonapi.org/ext/atomic\"", 406)]
    [InlineData(JsonApi + ";foo=bar, " + JsonApi + ";ext=\"https://jsonapi.org/ext/atomic\"", 406)]
    public async Task What_a_client_accepts_is_honoured(string? accept, int status)
    {
        await using var service = await RunningService.StartAsync(Map);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/things");
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        await AssertAsync(service, request, status, "NOT_ACCEPTABLE", "header", "Accept");
    }

    [Theory]
    [InlineData("application/json", 200)]
    [InlineData("application/json; charset=utf-8", 200)]
    [InlineData("application/json; foo=bar", 200)]
    [InlineData(JsonApi, 200)]
    [InlineData(JsonApi + "; charset=UTF-8", 200)]
    [InlineData(JsonApi + "; charset=\"utf-8\"", 200)]
    [InlineData(JsonApi + "; profile=\"https://example.org/p\"", 200)]
    [InlineData(JsonApi + "; ext=\"\"", 200)]
    [InlineData(JsonApi + "; ext=\"https://jsonapi.org/ext/atomic\"", 415)]
    [InlineData(JsonApi + "; ext=atomic; charset=utf-8", 415)]
    [InlineData(JsonApi + "; foo=bar", 415)]
    [InlineData(JsonApi + "; charset=utf-16", 415)]
    [InlineData("application/json; charset=iso-8859-1", 415)]
    public async Task The_content_type_of_a_body_is_checked(string contentType, int status)
    {
        await using var service = await RunningService.StartAsync(Map);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/things") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes("{}")) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        await AssertAsync(service, request, status, "UNSUPPORTED_MEDIA_TYPE", "header", "Content-Type");
    }

    [Theory]
    [InlineData("sort=name&filter[a]=b&page[size]=1", null)]
    [InlineData("utm_source=x&_=1&cacheBuster=2&mp4=true", null)]
    [InlineData("include=author", "include")]
    [InlineData("include=", "include")]
    [InlineData("sort=name&fields[things]=name", "fields[things]")]
    [InlineData("whatever=1", "whatever")]
    public async Task A_parameter_of_JSON_API_that_is_not_supported_is_refused(string query, string? parameter)
    {
        await using var service = await RunningService.StartAsync(Map);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/things?" + query);
        await AssertAsync(service, request, parameter is null ? 200 : 400, "INVALID_FORMAT", "parameter", parameter);
    }

    [Fact]
    public async Task A_route_supports_only_its_own_families()
    {
        await using var service = await RunningService.StartAsync(Map);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/things?sort=name") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        await AssertAsync(service, request, 400, "INVALID_FORMAT", "parameter", "sort");
    }

    private static void Map(WebApplication app)
    {
        app.MapRead("/things", () => Results.Ok()).AsJsonApi("filter", "page", "sort");
        app.MapPost("/things", (JsonBody body) => Results.Ok(body.Root.ToString())).AsJsonApi();
    }

    private static async Task AssertAsync(RunningService service, HttpRequestMessage request, int status, string code, string source, string? name)
    {
        using var answer = await service.Client.SendAsync(request, Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True((HttpStatusCode)status == answer.StatusCode, $"{(int)answer.StatusCode}: {text}");
        if (status != 200)
        {
            Assert.Equal(JsonApi, answer.Content.Headers.ContentType?.ToString());
            var error = JsonDocument.Parse(text).RootElement.GetProperty("errors")[0];
            Assert.Equal((code, name), (error.GetProperty("code").GetString(), error.GetProperty("source").GetProperty(source).GetString()));
        }
    }
}
