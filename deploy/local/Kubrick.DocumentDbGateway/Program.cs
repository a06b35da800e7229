using Kubrick.DocumentDbGateway;
using Kubrick.DocumentDbGateway.Connections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { Args = args });
builder.Configuration.AddCommandLine(args, GatewayOptions.Switches);
builder.AddGateway();

var host = builder.Build();
var server = host.Services.GetRequiredService<GatewayServer>();
await host.RunAsync();
return server.ExitCode;
