using Kubrick.Contracts;
using Kubrick.Messaging;
using Kubrick.ServiceDefaults;
using Kubrick.Storage;
using Kubrick.Uploads;
using Kubrick.Uploads.Deletion;
using Kubrick.Uploads.Objects;
using Kubrick.Uploads.Setup;

if (StorageInitArguments.AreIn(args))
{
    return await StorageInitCommand.RunAsync(args);
}

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddBus(ResourceNames.Messaging, bus => bus.AddConsumer<UploadAbortConsumer>().Endpoint(endpoint => endpoint.Name = UploadAbortConsumer.Queue));
builder.Services.AddStorage(builder.Configuration).AddStorageSweeper().AddStorageErrors();
builder.Services.AddUploads();

var app = builder.Build();

return await app.RunServiceAsync(() =>
{
    app.UseServiceDefaults();
    app.MapDefaultEndpoints();
    app.MapUploads();
    app.MapLocalObjects();
});
