using Kubrick.Contracts;
using Kubrick.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddBus(ResourceNames.Messaging);

var app = builder.Build();

app.UseServiceDefaults();
app.MapDefaultEndpoints();

return await app.RunServiceAsync();
