using System.Reflection;
using Kubrick.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http;

namespace Kubrick.ServiceDefaults.Requests;

/// <summary>The route value <c>id</c> as a parameter of a handler. A value that is not an id is answered with 400 <c>INVALID_ID</c> before the handler runs.</summary>
/// <typeparam name="TId">The type of the id.</typeparam>
/// <param name="Id">The id.</param>
public sealed record RouteId<TId>(TId Id) : IBindableFromHttpContext<RouteId<TId>>
    where TId : IParsable<TId>
{
    static ValueTask<RouteId<TId>?> IBindableFromHttpContext<RouteId<TId>>.BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var text = context.Request.RouteValues["id"] as string ?? "";
        return TId.TryParse(text, null, out var id)
            ? ValueTask.FromResult<RouteId<TId>?>(new RouteId<TId>(id))
            : throw new RequestException(ApiErrors.InvalidId(text));
    }
}
