using Kubrick.Recordings;
using Kubrick.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddRecordings();

var app = builder.Build();
app.UseServiceDefaults();
app.MapDefaultEndpoints();
app.MapRecordingsService();

return await app.RunServiceAsync();
