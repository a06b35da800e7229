using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Retry;

namespace Kubrick.ServiceDefaults;

/// <summary>Which failed calls between services are retried.</summary>
internal static class Resilience
{
    /// <summary>Transient failures of GET, HEAD and OPTIONS.</summary>
    public static ValueTask<bool> RetriesSafeMethods(RetryPredicateArguments<HttpResponseMessage> arguments)
    {
        var method = arguments.Context.GetRequestMessage()?.Method;
        var isSafe = method == HttpMethod.Get || method == HttpMethod.Head || method == HttpMethod.Options;
        return ValueTask.FromResult(isSafe && HttpClientResiliencePredicates.IsTransient(arguments.Outcome));
    }
}
