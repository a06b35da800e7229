using Kubrick.Playback;
using Kubrick.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddPlayback();

var app = builder.Build();

return await app.RunServiceAsync(() =>
{
    app.UseServiceDefaults();
    app.MapDefaultEndpoints();
    app.MapPlayback();
});
