using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.ServiceDefaults.Errors;

/// <summary>Turns every failure into a JSON:API error document, in one place.</summary>
public static class ErrorHandlingExtensions
{
    /// <summary>Maps an exception of a library to an error; unmapped exceptions are 500.</summary>
    /// <typeparam name="TException">The exception; derived types are mapped too.</typeparam>
    public static IServiceCollection AddExceptionMapping<TException>(this IServiceCollection services, Func<TException, ApiErrorResult?> map)
        where TException : Exception =>
        services.AddSingleton(new ExceptionMapping(exception => exception is TException specific ? map(specific) : null));

    internal static void AddErrors(this WebApplicationBuilder builder)
    {
        builder.Services.AddExceptionHandler<ApiExceptionHandler>();
        builder.AddRefusals();
    }

    internal static void UseErrors(this WebApplication app)
    {
        app.UseRefusals();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = context => ApiErrors.ServerError().ExecuteAsync(context),
            // The handler logs server errors itself; client errors are not logged.
            SuppressDiagnosticsCallback = _ => true,
            AllowStatusCode404Response = true,
        });
        app.UseStatusCodePages(context => ApiErrors.OfStatus(context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext));
    }
}
