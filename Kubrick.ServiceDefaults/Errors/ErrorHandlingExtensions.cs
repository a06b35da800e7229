using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.ServiceDefaults.Errors;

/// <summary>Turns everything that goes wrong into a JSON:API error document, in one place.</summary>
public static class ErrorHandlingExtensions
{
    /// <summary>Says which error an exception of a library stands for; without one it is a 500.</summary>
    /// <typeparam name="TException">The exception; those derived from it count too.</typeparam>
    public static IServiceCollection AddExceptionMapping<TException>(this IServiceCollection services, Func<TException, ApiErrorResult?> map)
        where TException : Exception =>
        services.AddSingleton(new ExceptionMapping(exception => exception is TException specific ? map(specific) : null));

    internal static void AddErrors(this WebApplicationBuilder builder) => builder.Services.AddExceptionHandler<ApiExceptionHandler>();

    internal static void UseErrors(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = context => ApiErrors.ServerError().ExecuteAsync(context),
            // What a client did wrong is no error of ours: the handler itself logs what is.
            SuppressDiagnosticsCallback = _ => true,
            AllowStatusCode404Response = true,
        });
        app.UseStatusCodePages(context => ApiErrors.OfStatus(context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext));
    }
}
