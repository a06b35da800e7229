using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Kubrick.ServiceDefaults.Telemetry;

/// <summary>
/// OpenTelemetry: traces and metrics of HTTP and of the product, and logs; the clients of the broker and the database add their own. Exported by OTLP when
/// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set; otherwise no span is recorded. Metrics are always at <c>/metrics</c>, too.
/// </summary>
internal static class TelemetryExtensions
{
    private static readonly PathString[] Probes = ["/health", "/alive", "/metrics"];

    private static readonly string[] UrlLoggers =
        ["Microsoft.AspNetCore.Hosting.Diagnostics", "Yarp.ReverseProxy.Forwarder", "System.Net.Http.HttpClient", "Microsoft.AspNetCore.HttpLogging", "Polly"];

    private static readonly string[] UnredactedQueries =
        ["OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION", "OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION"];

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        // At lower levels these categories log whole URLs, and a signed URL gives access to a recording.
        foreach (var category in UrlLoggers)
        {
            builder.Logging.AddFilter(category, LogLevel.Warning);
        }

        // Query strings stay redacted in traces, whatever the environment asks for (Aspire's AppHost asks for them): a signed URL is one.
        builder.Configuration.AddInMemoryCollection(UnredactedQueries.Select(name => KeyValuePair.Create<string, string?>(name, "false")));

        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });

        var isExported = !string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        var telemetry = builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter("Kubrick.*")
                .AddPrometheusExporter())
            .WithTracing(tracing => AddSpans(tracing, builder.Environment.ApplicationName, isExported));
        if (isExported)
        {
            telemetry.UseOtlpExporter();
        }
    }

    private static void AddSpans(TracerProviderBuilder tracing, string service, bool isExported)
    {
        if (!isExported)
        {
            // Nobody would see them, and they cost the gateway a part of every request (`./kubrick bench api`). Trace ids are passed on nevertheless.
            tracing.SetSampler(new AlwaysOffSampler());
            return;
        }

        tracing
            .SetSampler(new ParentBasedSampler(new TraceStartSampler()))
            .AddSource(service)
            .AddSource("Kubrick.*")
            // Probes arrive every second and would drown the traces of users' requests.
            .AddAspNetCoreInstrumentation(http => http.Filter = context => !Probes.Any(probe => context.Request.Path.StartsWithSegments(probe)))
            .AddHttpClientInstrumentation(http => http.FilterHttpRequestMessage = request => !Probes.Any(probe => probe == request.RequestUri?.AbsolutePath));
    }
}
