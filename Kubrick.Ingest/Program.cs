using Kubrick.Contracts;
using Kubrick.Ingest;
using Kubrick.Ingest.Streams;
using Kubrick.Messaging;
using Kubrick.ServiceDefaults;
using Kubrick.StreamLogs;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddBus(ResourceNames.Messaging, bus => bus.AddBroadcasts());
builder.AddStreamLogs(ResourceNames.Messaging);
builder.Services.AddServiceClients().AddPublishing();

var app = builder.Build();

return await app.RunServiceAsync(() =>
{
    app.UseServiceDefaults();
    app.MapDefaultEndpoints();
    app.MapStartStop();
    app.MapStreamSocket();
});
