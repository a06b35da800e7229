using Kubrick.Contracts;
using Kubrick.ServiceDefaults;
using Kubrick.Transcoder;
using Kubrick.Transcoder.Deletion;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddBus(ResourceNames.Messaging, bus => bus.AddConsumer<RecordingDeletedConsumer>());
builder.AddTranscoder();

var app = builder.Build();

return await app.RunServiceAsync(() =>
{
    app.UseServiceDefaults();
    app.MapDefaultEndpoints();
});
