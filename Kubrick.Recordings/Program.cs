using Kubrick.Recordings;
using Kubrick.Recordings.Moving;
using Kubrick.ServiceDefaults;

if (StorageMoveArguments.AreIn(args))
{
    return await StorageMoveCommand.RunAsync(args);
}

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
