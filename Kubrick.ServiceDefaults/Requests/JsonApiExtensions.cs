using Kubrick.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Kubrick.ServiceDefaults.Requests;

/// <summary>The rules of JSON:API 1.1 that concern every route with resources.</summary>
public static class JsonApiExtensions
{
    /// <summary>
    /// Refuses requests that accept JSON:API only in a form that this server does not have (406), and query parameters of JSON:API that the routes do not support (400). Parameters of
    /// others, whose names have another character than <c>a</c> to <c>z</c>, are ignored.
    /// </summary>
    /// <param name="routes">The routes.</param>
    /// <param name="families">The supported families of parameters: <c>filter</c>, <c>page</c>, <c>sort</c>.</param>
    public static TBuilder AsJsonApi<TBuilder>(this TBuilder routes, params string[] families)
        where TBuilder : IEndpointConventionBuilder =>
        routes.AddEndpointFilter(async (invocation, next) => Refuse(invocation.HttpContext.Request, families) is { } refusal ? refusal : await next(invocation));

    private static ApiErrorResult? Refuse(HttpRequest request, string[] families)
    {
        if (!JsonMediaType.IsAcceptable(request.Headers.Accept))
        {
            return ApiErrors.NotAcceptable("The Accept header names application/vnd.api+json only with parameters that this server does not support; name it without any.");
        }

        var unsupported = request.Query.Keys.FirstOrDefault(name => FamilyOf(name) is { Length: > 0 } family && family.All(char.IsAsciiLetterLower) && !families.Contains(family));
        return unsupported is null ? null : ApiErrors.InvalidFormat($"This address does not support the parameter '{unsupported}'.", new ErrorSource(Parameter: unsupported));
    }

    /// <summary>The name in front of the first bracket.</summary>
    private static string FamilyOf(string name) => name.Split('[', 2)[0];
}
