using Kubrick.Contracts;
using Kubrick.Ingest;
using Kubrick.Ingest.Streams;
using Kubrick.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddBus(ResourceNames.Messaging, bus => bus.AddStreamEvents());
builder.AddStreamLogs(ResourceNames.Messaging);
builder.Services.AddNeighbours().AddPublishing();

var app = builder.Build();

app.UseServiceDefaults();
app.MapDefaultEndpoints();

return await app.RunServiceAsync(service =>
{
    service.MapStreams();
    service.MapStreamSocket();
});
