// A service that behaves as a test asks it to, by environment variables.
// HEALTH_FILE: healthy only while that file exists. ORDER_FILE: a line with its name is added when it is told to stop.
using System.Collections;

var builder = WebApplication.CreateBuilder(args);
builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
var app = builder.Build();
var healthFile = Environment.GetEnvironmentVariable("HEALTH_FILE");
var orderFile = Environment.GetEnvironmentVariable("ORDER_FILE");
var name = Environment.GetEnvironmentVariable("OTEL_SERVICE_NAME");

app.MapGet("/health", () => healthFile is null || File.Exists(healthFile) ? Results.Ok() : Results.StatusCode(503));
app.MapGet("/pid", () => Environment.ProcessId);
app.MapGet("/folder", Directory.GetCurrentDirectory);
app.MapGet("/environment", () => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(pair => (string)pair.Key, pair => (string?)pair.Value));
app.MapGet("/say/{text}", (string text) => Console.Out.WriteLine(text));
app.MapGet("/exit/{code:int}", (int code) => Environment.Exit(code));
app.Lifetime.ApplicationStopping.Register(() =>
{
    if (orderFile is not null)
    {
        File.AppendAllText(orderFile, $"{name}\n");
    }
});
Console.WriteLine($"{name} started");
await app.RunAsync();
