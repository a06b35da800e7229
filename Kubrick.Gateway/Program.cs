using Kubrick.Gateway.Limits;
using Kubrick.Gateway.Routing;
using Kubrick.Gateway.Security;
using Kubrick.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddRoutes();
builder.AddRateLimits();
builder.AddCrossOriginAccess();
builder.AddSecurityHeaders();
builder.AddHostGuard();

var app = builder.Build();

return await app.RunServiceAsync(() =>
{
    app.UseServiceDefaults();
    app.UseSecurityHeaders();
    app.UseHostGuard();
    app.UseCrossOriginAccess();
    app.UseRateLimiter();
    app.UseMetricsGuard();
    app.MapDefaultEndpoints();
    app.MapRoutes();
});
