using Kubrick.Contracts;
using Kubrick.Ingest;
using Kubrick.Ingest.Streams;
using Kubrick.ServiceDefaults;
using Kubrick.StreamLogs;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddBus(ResourceNames.Messaging, bus => bus.AddStreamEvents());
builder.AddStreamLogs(ResourceNames.Messaging);
builder.Services.AddNeighbours().AddPublishing();

var app = builder.Build();

return await app.RunServiceAsync(() =>
{
    app.UseServiceDefaults();
    app.MapDefaultEndpoints();
    app.MapStreams();
    app.MapStreamSocket();
});
