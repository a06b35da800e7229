using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.ServiceDefaults.Requests;

/// <summary>
/// Lets a refusal reach a client that still sends the body: many clients, among them browsers, read the response only after they have sent everything, and lose it when the connection
/// is closed before.
/// </summary>
internal static class LimitedBodyExtensions
{
    /// <summary>The largest part of the largest upload has half of it.</summary>
    private const long MaxDiscardedBytes = 1L << 30;

    /// <summary>For a part of the default size over a slow network.</summary>
    private static readonly TimeSpan MaxDiscardTime = TimeSpan.FromMinutes(2);

    /// <summary>Adds the middleware, in front of what writes responses.</summary>
    public static void UseLimitedBodies(this WebApplication app)
    {
        var clock = app.Services.GetRequiredService<TimeProvider>();
        app.Use(async (context, next) =>
        {
            var body = LimitedBody.Take(context);
            await next(context);
            if (body is not null)
            {
                using var timeout = new CancellationTokenSource(MaxDiscardTime, clock);
                await body.DiscardRestAsync(MaxDiscardedBytes, timeout.Token);
            }
        });
    }
}
