using Kubrick.Playback;
using Kubrick.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddPlayback();

var app = builder.Build();
app.UseServiceDefaults();
app.MapDefaultEndpoints();

return await app.RunServiceAsync(service => service.MapPlayback());
