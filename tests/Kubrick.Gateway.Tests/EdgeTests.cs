using System.Net;

namespace Kubrick.Gateway.Tests;

public sealed class EdgeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_body_over_the_limit_is_a_413_and_objects_have_a_larger_limit()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var refused = await gateway.Client.PostAsync("/api/recordings", new ByteArrayContent(new byte[3 * 1024 * 1024]), Cancel);
        await RoutingTests.AssertError(refused, HttpStatusCode.RequestEntityTooLarge, "PAYLOAD_TOO_LARGE");
        using var taken = await gateway.Client.PutAsync("/api/upload/objects/a/b", new ByteArrayContent(new byte[30 * 1024 * 1024]), Cancel);
        Assert.Contains($"length={30 * 1024 * 1024}\n", await taken.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_requests_are_a_429_with_Retry_After_for_that_route_only()
    {
        await using var gateway = await RunningGateway.StartAsync(1, ("RateLimits:Api:PerSecond", "1"), ("RateLimits:Api:Burst", "2"));
        HttpResponseMessage? refused = null;
        for (var i = 0; i < 50 && refused is null; i++)
        {
            var response = await gateway.Client.GetAsync("/api/recordings", Cancel);
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
            {
                refused = response;
            }
            else
            {
                response.Dispose();
            }
        }

        Assert.NotNull(refused);
        await RoutingTests.AssertError(refused, HttpStatusCode.TooManyRequests, "RATE_LIMITED");
        Assert.NotNull(refused.Headers.RetryAfter);
        refused.Dispose();
        using var page = await gateway.Client.GetAsync("/library", Cancel);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/recordings")]
    [InlineData("/api/nothing")]
    public async Task Every_response_has_the_security_headers(string path)
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var response = await gateway.Client.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        Assert.Equal("nosniff", Single(response, "X-Content-Type-Options"));
        Assert.Contains("frame-ancestors 'none'", Single(response, "Content-Security-Policy"), StringComparison.Ordinal);
        // WebAssembly, for hashes, is the only exception; it allows no evaluation of JavaScript.
        var policy = Single(response, "Content-Security-Policy").Replace("'wasm-unsafe-eval'", "", StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("camera=(self)", Single(response, "Permissions-Policy"), StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task The_content_security_policy_allows_media_from_the_storage()
    {
        await using var gateway = await RunningGateway.StartAsync(1, ("Storage:Provider", "s3"), ("Storage:S3:Endpoint", "http://127.0.0.1:9000/"), ("Storage:S3:Bucket", "kubrick"));
        using var response = await gateway.Client.GetAsync("/", Cancel);
        Assert.Contains("media-src 'self' blob: http://127.0.0.1:9000 ", Single(response, "Content-Security-Policy"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "https://storage.googleapis.com")]
    [InlineData("http://127.0.0.1:9001/", "http://127.0.0.1:9001")]
    public async Task The_content_security_policy_allows_uploads_to_Google_or_to_the_configured_address(string? endpoint, string source)
    {
        await using var gateway = await RunningGateway.StartAsync(1, ("Storage:Provider", "gcp"), ("Storage:Gcp:Bucket", "kubrick"), ("Storage:Gcp:Endpoint", endpoint ?? ""));
        using var response = await gateway.Client.GetAsync("/", Cancel);
        Assert.Contains($"connect-src 'self' {source};", Single(response, "Content-Security-Policy"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_content_security_policy_allows_the_origin_that_is_set_for_the_sites_own_objects()
    {
        await using var gateway = await RunningGateway.StartAsync(1, ("Storage:Local:PublicEndpoint", "https://media.example.org/"));
        using var response = await gateway.Client.GetAsync("/", Cancel);
        Assert.Contains("media-src 'self' blob: https://media.example.org;", Single(response, "Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Contains("connect-src 'self' https://media.example.org;", Single(response, "Content-Security-Policy"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("local", "bucket", "us-east-1", "", "https://bucket.s3.us-east-1.amazonaws.com https://s3.us-east-1.amazonaws.com")]
    [InlineData("local", "", "us-east-1", "", null)]
    [InlineData("local", "", "", "older", "https://storage.googleapis.com")]
    [InlineData("s3", "bucket", "r", "older", "https://bucket.s3.r.amazonaws.com https://s3.r.amazonaws.com https://storage.googleapis.com")]
    public async Task The_content_security_policy_allows_media_from_every_configured_bucket(string provider, string s3, string region, string gcp, string? sources)
    {
        await using var gateway = await RunningGateway.StartAsync(
            1, ("Storage:Provider", provider), ("Storage:S3:Bucket", s3), ("Storage:S3:Region", region), ("Storage:Gcp:Bucket", gcp));
        using var response = await gateway.Client.GetAsync("/", Cancel);
        Assert.Contains($"media-src 'self' blob:{(sources is null ? "" : " " + sources)};", Single(response, "Content-Security-Policy"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_configured_origins_may_read_across_origins()
    {
        await using var gateway = await RunningGateway.StartAsync(1, ("Cors:Origins:0", "https://app.example"));
        using var allowed = await Preflight(gateway, "https://app.example");
        Assert.Equal("https://app.example", Single(allowed, "Access-Control-Allow-Origin"));
        Assert.Equal("3600", Single(allowed, "Access-Control-Max-Age"));
        using var refused = await Preflight(gateway, "https://evil.example");
        Assert.False(refused.Headers.Contains("Access-Control-Allow-Origin"));
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/upload/objects/a");
        request.Headers.Add("Origin", "https://app.example");
        using var answer = await gateway.Client.SendAsync(request, Cancel);
        Assert.Contains("ETag", Single(answer, "Access-Control-Expose-Headers"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/streams/0123456789abcdef01234567/hls/segment_00001.m4s", null)]
    [InlineData("/api/streams/0123456789abcdef01234567/hls/segment_00001.m4s", "https://app.example")]
    [InlineData("/api/streams/0123456789abcdef01234567/hls/segment_00001.m4s", "https://evil.example")]
    [InlineData("/api/recordings", null)]
    [InlineData("/api/nothing", null)]
    [InlineData("/api/nothing", "https://app.example")]
    [InlineData("/library", null)]
    [InlineData("/alive", null)]
    public async Task With_other_origins_every_response_says_that_it_varies_by_origin(string path, string? origin)
    {
        await using var gateway = await RunningGateway.StartAsync(1, ("Cors:Origins:0", "https://app.example"));
        foreach (var vary in new[] { "", "Accept-Encoding", "accept-encoding, origin" })
        {
            foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head, HttpMethod.Post })
            {
                using var request = new HttpRequestMessage(method, path);
                request.Headers.Add("X-Vary", vary);
                if (origin is not null)
                {
                    request.Headers.Add("Origin", origin);
                }

                using var response = await gateway.Client.SendAsync(request, Cancel);
                Assert.Single(response.Headers.Vary, name => name.Equals("Origin", StringComparison.OrdinalIgnoreCase));
            }
        }
    }

    [Fact]
    public async Task Another_reason_to_vary_is_kept()
    {
        await using var gateway = await RunningGateway.StartAsync(1, ("Cors:Origins:0", "https://app.example"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/library");
        request.Headers.Add("X-Vary", "Accept-Encoding");
        using var response = await gateway.Client.SendAsync(request, Cancel);
        Assert.Equal(["Accept-Encoding", "Origin"], response.Headers.Vary.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Without_other_origins_nothing_varies_by_origin()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var response = await gateway.Client.GetAsync("/api/recordings", Cancel);
        Assert.Empty(response.Headers.Vary);
    }

    [Fact]
    public async Task Forwarded_headers_of_a_client_do_not_reach_a_service()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/session-info");
        request.Headers.Add("X-Forwarded-For", "203.0.113.7");
        request.Headers.Add("X-Forwarded-Host", "evil.example");
        using var response = await gateway.Client.SendAsync(request, Cancel);
        var received = await response.Content.ReadAsStringAsync(Cancel);
        Assert.DoesNotContain("203.0.113.7", received, StringComparison.Ordinal);
        Assert.DoesNotContain("evil.example", received, StringComparison.Ordinal);
        Assert.Contains("X-Forwarded-For=127.0.0.1", received.Replace("::ffff:", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains($"X-Forwarded-Host={gateway.Client.BaseAddress!.Authority}", received, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forwarded_headers_of_a_trusted_proxy_reach_a_service()
    {
        await using var gateway = await RunningGateway.StartAsync(1, ("Proxies:Trusted:0", "127.0.0.0/8"), ("Proxies:Trusted:1", "::1"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/session-info");
        request.Headers.Add("X-Forwarded-For", "203.0.113.7, 198.51.100.2");
        request.Headers.Add("X-Forwarded-Proto", "https");
        using var response = await gateway.Client.SendAsync(request, Cancel);
        var received = await response.Content.ReadAsStringAsync(Cancel);
        Assert.Contains("X-Forwarded-For=203.0.113.7\n", received, StringComparison.Ordinal);
        Assert.Contains("X-Forwarded-Proto=https\n", received, StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> Preflight(RunningGateway gateway, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/api/recordings");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "content-type");
        return await gateway.Client.SendAsync(request, Cancel);
    }

    private static string Single(HttpResponseMessage response, string header) =>
        response.Headers.TryGetValues(header, out var values) ? Assert.Single(values) : throw new Xunit.Sdk.XunitException($"{header} is missing.");
}
