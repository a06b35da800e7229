using Kubrick.Web.Hosting;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Services.AddWebApp();

var app = builder.Build();
app.MapWebApp();

await app.RunAsync();
