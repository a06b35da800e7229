// The AppHost that the tests of the local runner run: in their own process and as a process of its own.
using Aspire.Hosting;
using Microsoft.Extensions.Configuration;

var builder = DistributedApplication.CreateBuilder(args);

// Processes that leave traces of themselves: one that ignores SIGTERM, one with a child in its group, one with a child outside of it.
if (builder.Configuration.GetValue<bool>("Stubborn"))
{
    builder.AddExecutable("stubborn", "sh", ".", "-c", "trap '' TERM; echo stubborn; while :; do sleep 0.2; done");
    builder.AddExecutable("parent", "sh", ".", "-c", "sleep 600 & echo parent; wait");
    builder.AddExecutable("escapes", "sh", ".", "-c", "setsid sleep 600 & echo escapes; wait");
}

// A server that is not installed.
if (builder.Configuration.GetValue<bool>("Missing"))
{
    builder.AddExecutable("missing", "sh", ".", "-c", "echo 'The server is not installed: run install.' >&2; exit 69")
        .WithHttpEndpoint()
        .WithHttpHealthCheck();
}

var store = builder.AddProject<Projects.Kubrick_AppHost_Local_TestService>("store")
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health");

var api = builder.AddProject<Projects.Kubrick_AppHost_Local_TestService>("api")
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health")
    .WithReplicas(2)
    .WithReference(store).WaitFor(store);

builder.AddProject<Projects.Kubrick_AppHost_Local_TestService>("edge")
    .WithHttpEndpoint()
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health")
    .WithReference(api).WaitFor(api);

foreach (var name in (string[])["store", "api", "edge"])
{
    var resource = builder.Resources.Single(resource => resource.Name == name);
    builder.CreateResourceBuilder((Aspire.Hosting.ApplicationModel.ProjectResource)resource)
        .WithEnvironment("ORDER_FILE", builder.Configuration["OrderFile"])
        .WithEnvironment(context =>
        {
            if (builder.Configuration[$"HealthFile:{name}"] is { } file)
            {
                context.EnvironmentVariables["HEALTH_FILE"] = file;
            }

            if (builder.Configuration["OrderFile"] is null)
            {
                context.EnvironmentVariables.Remove("ORDER_FILE");
            }
        });
}

builder.Build().Run();
