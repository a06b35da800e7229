namespace Kubrick.AppHost.Ports;

/// <summary>Ports for the resources of an application.</summary>
internal static class PortExtensions
{
    /// <summary>Takes a port that is reserved for this application until it exits.</summary>
    public static int TakePort(this IDistributedApplicationBuilder builder) =>
        ((PortBlock)builder.Services.Single(service => service.ServiceType == typeof(PortBlock)).ImplementationInstance!).Next();
}
