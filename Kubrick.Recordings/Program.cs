using Kubrick.Recordings;
using Kubrick.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddRecordings();

var app = builder.Build();

return await app.RunServiceAsync(() =>
{
    app.UseServiceDefaults();
    app.MapDefaultEndpoints();
    app.MapRecordingsService();
});
