using Kubrick.ServiceDefaults;
using Kubrick.Web.Hosting;

// The app's files are next to the assembly, whatever the current directory.
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
