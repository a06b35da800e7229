using System.Diagnostics;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.ServiceDefaults.Errors;

/// <summary>Gives an error document to the requests that Kestrel refuses before the application sees them: malformed lines and headers, <c>%00</c> in a path, headers that are too large.</summary>
internal static class RefusalExtensions
{
    private const string BadRequest = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    public static void AddRefusals(this WebApplicationBuilder builder) =>
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(Observe)));

    public static void UseRefusals(this WebApplication app) =>
        app.Services.GetRequiredService<DiagnosticListener>().Subscribe(new BadRequestObserver(), name => name == BadRequest);

    private static ConnectionDelegate Observe(ConnectionDelegate next) => async connection =>
    {
        var transport = connection.Transport;
        var output = new RefusalWriter(transport.Output);
        connection.Features.Set(output);
        connection.Transport = new ObservedTransport(transport.Input, output);
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
        }
    };

    private sealed record ObservedTransport(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class BadRequestObserver : IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(KeyValuePair<string, object?> value)
        {
            // A response to HEAD has no body. The method is unknown where the path is refused; the connection ends then, and a client does not read on.
            if (value.Value is IFeatureCollection features
                && features.Get<IBadRequestExceptionFeature>()?.Error is BadHttpRequestException refusal
                && features.Get<IHttpResponseFeature>() is { HasStarted: false }
                && features.Get<IHttpRequestFeature>()?.Method is not "HEAD")
            {
                features.Get<RefusalWriter>()?.Expect(refusal.StatusCode);
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
