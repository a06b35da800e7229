using Kubrick.Contracts;
using Kubrick.Messaging;
using Kubrick.ServiceDefaults;
using Kubrick.Transcoder;
using Kubrick.Transcoder.Deletion;
using Kubrick.Transcoder.Jobs;
using Kubrick.Transcoder.Processing;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddBus(ResourceNames.Messaging, bus =>
{
    bus.AddConsumer<StreamDiscardConsumer>().Endpoint(endpoint => endpoint.Name = StreamDiscardConsumer.Queue);
    bus.AddConsumer<ProcessingRequestConsumer>().Endpoint(endpoint => endpoint.Name = ProcessingRequestConsumer.Queue);
});
builder.AddTranscoder();

var app = builder.Build();

return await app.RunServiceAsync(() =>
{
    app.UseServiceDefaults();
    app.MapDefaultEndpoints();
    app.MapDrain();
});
