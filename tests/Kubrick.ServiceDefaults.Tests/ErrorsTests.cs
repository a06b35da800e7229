using System.Net;
using System.Text;
using System.Text.Json;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Kubrick.ServiceDefaults.Tests;

public sealed class ErrorsTests
{
    private static void MapRoutes(WebApplication app)
    {
        app.MapPost("/things", (JsonBody body) => Results.Ok(body.Root.ToString()));
        app.MapGet("/fails", string () => throw new InvalidOperationException("secret at 10.0.0.7"));
        app.MapGet("/unreachable", string () => throw new HttpRequestException("no route to 10.0.0.7:27017"));
        app.MapGet("/mapped", string () => throw new NotSupportedException());
    }

    private static Task<RunningService> StartAsync() =>
        RunningService.StartAsync(MapRoutes, builder => builder.Services.AddExceptionMapping<NotSupportedException>(_ => ApiErrors.Conflict("Not now.")));

    private static async Task<JsonElement> ErrorOf(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/vnd.api+json", response.Content.Headers.ContentType?.MediaType);
        var error = JsonDocument.Parse(text).RootElement.GetProperty("errors")[0];
        Assert.Equal(((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture), error.GetProperty("status").GetString());
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.NotEmpty(error.GetProperty("title").GetString()!);
        Assert.NotEmpty(error.GetProperty("detail").GetString()!);
        return error;
    }

    private static StringContent Json(string text, string type = "application/json") => new(text, Encoding.UTF8, type);

    [Fact]
    public async Task An_unknown_route_is_a_404_with_an_error_document()
    {
        await using var service = await StartAsync();
        using var response = await service.Client.GetAsync("/nothing", TestContext.Current.CancellationToken);
        await ErrorOf(response, HttpStatusCode.NotFound, "NOT_FOUND");
    }

    [Fact]
    public async Task An_unsupported_method_is_a_405()
    {
        await using var service = await StartAsync();
        using var response = await service.Client.DeleteAsync("/things", TestContext.Current.CancellationToken);
        await ErrorOf(response, HttpStatusCode.MethodNotAllowed, "METHOD_NOT_ALLOWED");
    }

    [Fact]
    public async Task An_exception_is_a_500_without_its_message()
    {
        await using var service = await StartAsync();
        using var response = await service.Client.GetAsync("/fails", TestContext.Current.CancellationToken);
        var error = await ErrorOf(response, HttpStatusCode.InternalServerError, "SERVER_ERROR");
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unreachable_service_is_a_503_with_Retry_After_and_no_address()
    {
        await using var service = await StartAsync();
        using var response = await service.Client.GetAsync("/unreachable", TestContext.Current.CancellationToken);
        var error = await ErrorOf(response, HttpStatusCode.ServiceUnavailable, "SERVER_ERROR");
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.DoesNotContain("10.0.0.7", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mapped_exception_becomes_its_error()
    {
        await using var service = await StartAsync();
        using var response = await service.Client.GetAsync("/mapped", TestContext.Current.CancellationToken);
        await ErrorOf(response, HttpStatusCode.Conflict, "CONFLICT");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{\"a\":1}{\"b\":2}")]
    [InlineData("{/* comment */}")]
    public async Task A_body_that_is_not_a_JSON_object_is_a_400(string body)
    {
        await using var service = await StartAsync();
        using var response = await service.Client.PostAsync("/things", Json(body), TestContext.Current.CancellationToken);
        await ErrorOf(response, HttpStatusCode.BadRequest, "INVALID_FORMAT");
    }

    [Fact]
    public async Task A_body_nested_too_deeply_is_a_400()
    {
        await using var service = await StartAsync();
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 2000)) + "1" + new string('}', 2000);
        using var response = await service.Client.PostAsync("/things", Json(deep), TestContext.Current.CancellationToken);
        await ErrorOf(response, HttpStatusCode.BadRequest, "INVALID_FORMAT");
    }

    [Fact]
    public async Task A_body_over_the_limit_is_a_413()
    {
        await using var service = await StartAsync();
        var large = "{\"a\":\"" + new string('x', (int)ServiceDefaultsExtensions.DefaultBodyLimit) + "\"}";
        using var response = await service.Client.PostAsync("/things", Json(large), TestContext.Current.CancellationToken);
        await ErrorOf(response, HttpStatusCode.RequestEntityTooLarge, "PAYLOAD_TOO_LARGE");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("multipart/form-data")]
    public async Task An_unsupported_content_type_is_a_415(string type)
    {
        await using var service = await StartAsync();
        using var response = await service.Client.PostAsync("/things", Json("{}", type), TestContext.Current.CancellationToken);
        await ErrorOf(response, HttpStatusCode.UnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE");
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/vnd.api+json")]
    public async Task Both_JSON_content_types_are_accepted(string type)
    {
        await using var service = await StartAsync();
        using var response = await service.Client.PostAsync("/things", Json("{\"a\":1}", type), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
