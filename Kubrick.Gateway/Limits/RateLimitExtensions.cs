using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Kubrick.ServiceDefaults;
using Kubrick.ServiceDefaults.Errors;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Kubrick.Gateway.Limits;

/// <summary>Token buckets by client address. A request over the limit is answered with 429 <c>RATE_LIMITED</c> and <c>Retry-After</c>; none is queued.</summary>
internal static class RateLimitExtensions
{
    public static void AddRateLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<RateLimitOptions>("RateLimits");
        builder.Services.AddRateLimiter(_ => { });
        builder.Services.AddOptions<RateLimiterOptions>().Configure<IOptions<RateLimitOptions>>((limiter, options) =>
        {
            AddBucket(limiter, "api", options.Value.Enabled, options.Value.Api);
            AddBucket(limiter, "objects", options.Value.Enabled, options.Value.Objects);
            AddBucket(limiter, "media", options.Value.Enabled, options.Value.Media);
            AddBucket(limiter, "pages", options.Value.Enabled, options.Value.Pages);
            limiter.OnRejected = (context, _) =>
            {
                var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter) ? retryAfter : TimeSpan.FromSeconds(1);
                return new ValueTask(ApiErrors.RateLimited(wait).ExecuteAsync(context.HttpContext));
            };
        });
    }

    /// <summary>
    /// The key of a client's bucket: its IPv4 address, or the /64 network of its IPv6 address, because a provider assigns a whole /64 to one client.
    /// </summary>
    internal static string ClientOf(IPAddress? address)
    {
        if (address is null)
        {
            return "unknown";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }

    private static void AddBucket(RateLimiterOptions limiter, string policy, bool enabled, RateLimit limit)
    {
        var (period, tokens) = limit.Replenishment();
        limiter.AddPolicy(policy, context => !enabled
            ? RateLimitPartition.GetNoLimiter("")
            : RateLimitPartition.GetTokenBucketLimiter(ClientOf(context.Connection.RemoteIpAddress), _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = limit.Burst,
                ReplenishmentPeriod = period,
                TokensPerPeriod = tokens,
                QueueLimit = 0,
            }));
    }
}
