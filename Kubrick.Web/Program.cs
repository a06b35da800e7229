using Kubrick.ServiceDefaults;
using Kubrick.Web.Hosting;

// The app's files stand beside the assembly, so the folder that the service is started in does not matter.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });

builder.AddServiceDefaults();
builder.Services.AddWebApp();

var app = builder.Build();

return await app.RunServiceAsync(() =>
{
    app.UseServiceDefaults();
    app.MapDefaultEndpoints();
    app.MapWebApp();
});
